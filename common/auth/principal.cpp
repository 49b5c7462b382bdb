#include "common/auth/principal.hpp"

#include <stdexcept>

namespace shanhai::auth {

Audience audience_of(Role role) {
  switch (role) {
    case Role::consumer:
    case Role::buyer_unit:
      return Audience::buyers;
    case Role::supplier:
      return Audience::suppliers;
    case Role::county_reviewer:
      return Audience::reviewers;
    case Role::agency:
      return Audience::agencies;
    case Role::platform_operator:
      return Audience::operators;
  }
  throw std::logic_error("unknown role");
}

}  // namespace shanhai::auth

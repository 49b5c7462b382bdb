// Where identity's Api stands over HTTP, as remote.cpp and routes.cpp agree.
#pragma once

#include <boost/describe.hpp>
#include <string_view>

#include "common/base/ids.hpp"

namespace shanhai::identity {

inline constexpr std::string_view kOrganisationPath = "/internal/v1/identity/organisation";
inline constexpr std::string_view kDeliveryAddressPath = "/internal/v1/identity/delivery-address";
inline constexpr std::string_view kContactsPath = "/internal/v1/identity/contacts";

struct OrganisationRequest {
  OrganisationId id;
};
BOOST_DESCRIBE_STRUCT(OrganisationRequest, (), (id))

}  // namespace shanhai::identity

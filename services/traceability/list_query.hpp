// What every list takes.
#pragma once

#include "common/json/json.hpp"

namespace shanhai::traceability {

struct ListQuery {
  std::optional<Bounded<1, 200>> limit;
  std::optional<Text<1, 512>> cursor;
  std::int64_t size() const { return limit ? limit->value() : 50; }
};
BOOST_DESCRIBE_STRUCT(ListQuery, (), (limit, cursor))

}  // namespace shanhai::traceability

// A request for any row of a route table: what its contract's schema asks for, or what stands written for it where the
// schema does not say all.
#pragma once

#include "tests/integration/system/scenario.hpp"

namespace shanhai::system_test {

// "POST /v1/orders/{order}/accept".
std::string label_of(const http::BoundRoute& row);

// The smallest document that the schema takes.
json::Value sample_of(const json::Object& schema);

// What the row's path and body name: "order", "lot", ... Empty: it names nothing of anybody's.
std::set<std::string> names_in(const http::BoundRoute& row);

// With names filled in from `subject`, where there is one; std::out_of_range: it has no such name.
Call request_for(const http::BoundRoute& row, const Subject* subject);

}  // namespace shanhai::system_test

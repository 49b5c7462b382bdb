// What the services need to know of a request.
#pragma once

#include "common/http/message.hpp"
#include "services/identity/environment.hpp"

namespace shanhai::identity {

inline Call call_of(const http::Request& request) {
  Call call;
  call.address = request.remote_address;
  call.trace_id = request.trace.trace_id;
  if (request.language == http::Language::en) call.language = notifications::Language::en;
  return call;
}

}  // namespace shanhai::identity

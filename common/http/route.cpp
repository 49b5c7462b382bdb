#include "common/http/route.hpp"

#include <algorithm>

namespace shanhai::http {

Access Access::anyone() { return Access(Kind::anyone); }
Access Access::optional() { return Access(Kind::optional); }
Access Access::signed_in() { return Access(Kind::signed_in); }
Access Access::only(std::vector<auth::Role> roles) { return Access(Kind::only, std::move(roles)); }
Access Access::internal() { return Access(Kind::internal); }

bool Access::allows(auth::Role role) const {
  switch (kind_) {
    case Kind::anyone:
    case Kind::optional:
    case Kind::signed_in:
      return true;
    case Kind::only:
      return std::find(roles_.begin(), roles_.end(), role) != roles_.end();
    case Kind::internal:
      return false;
  }
  return false;
}

Contract&& Contract::raw_body(std::string media_type, std::size_t limit_bytes) && {
  body_media_type = std::move(media_type);
  body_limit_bytes = limit_bytes;
  takes_raw_body = true;
  return std::move(*this);
}

Contract&& Contract::reply_empty(int status) && {
  replies.push_back({status, "", std::nullopt});
  return std::move(*this);
}

Contract&& Contract::reply_media(int status, std::string media_type) && {
  replies.push_back({status, std::move(media_type), std::nullopt});
  return std::move(*this);
}

Contract&& Contract::idempotent() && {
  needs_idempotency_key = true;
  return std::move(*this);
}

Contract&& Contract::conditional() && {
  needs_if_match = true;
  return std::move(*this);
}

Contract&& Contract::limit(std::string bucket, int per_minute) && {
  rate_bucket = std::move(bucket);
  rate_per_minute = per_minute;
  return std::move(*this);
}

}  // namespace shanhai::http

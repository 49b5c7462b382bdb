#include "common/http/attachment.hpp"

#include "common/http/target.hpp"

namespace shanhai::http {

Response attachment(std::string media_type, std::string_view name, std::string bytes) {
  if (media_type == "text/plain" || media_type == "text/csv") media_type += "; charset=utf-8";
  return Response::of(200, std::move(media_type), std::move(bytes))
      .with("Content-Disposition", "attachment; filename*=UTF-8''" + encode_query(name))
      .with("Cache-Control", "private, no-store");
}

}  // namespace shanhai::http

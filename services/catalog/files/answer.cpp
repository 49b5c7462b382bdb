#include "services/catalog/files/answer.hpp"

#include "common/http/target.hpp"

namespace shanhai::catalog {

http::Response file_answer(FileContent content) {
  const auto& file = content.file;
  const std::string type = file.media_type == "text/plain" ? "text/plain; charset=utf-8" : file.media_type;
  // RFC 6266 with RFC 8187's encoding: the name may hold any character.
  auto disposition = "attachment; filename*=UTF-8''" + http::encode_query(file.document_name);
  return http::Response::of(200, type, std::move(content.bytes))
      .with("Content-Disposition", std::move(disposition))
      .with("Cache-Control", "private, no-store")
      .with("ETag", "\"" + file.sha256 + "\"");
}

http::Contract taking_files(http::Contract contract, std::size_t body_limit_bytes) {
  contract.body_limit_bytes = body_limit_bytes;
  return contract;
}

}  // namespace shanhai::catalog

#include "services/catalog/files/answer.hpp"

#include "common/http/attachment.hpp"

namespace shanhai::catalog {

http::Response file_answer(FileContent content) {
  const auto& file = content.file;
  return http::attachment(file.media_type, file.document_name, std::move(content.bytes))
      .with("ETag", "\"" + file.sha256 + "\"");
}

http::Contract taking_files(http::Contract contract, std::size_t body_limit_bytes) {
  contract.body_limit_bytes = body_limit_bytes;
  return contract;
}

}  // namespace shanhai::catalog

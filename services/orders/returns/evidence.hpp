// Files that the parties of a case show: kept under their SHA-256, read by the parties and the platform only.
#pragma once

#include "common/files/file.hpp"
#include "services/orders/returns/change.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kEvidenceFilesMax = 6;         // with one request
inline constexpr std::size_t kEvidenceFilesOfCaseMax = 30;  // of both sides
inline constexpr std::size_t kEvidenceBodyBytesMax = 24 << 20;

using Uploads = std::optional<std::vector<files::UploadedFile>>;

// Checks and keeps them. invalid /evidence out_of_range; unprocessable file_refused.
Task<Result<std::vector<files::KeptFile>>> keep_evidence(Context& context, Uploads uploads);

// The caller holds the order's row. conflict too_much_evidence.
Result<void> add_evidence(db::Tx& tx, Context& context, ReturnId id, const std::vector<files::KeptFile>& kept,
                          ReturnParty party, const std::string& actor);

struct EvidenceContent {
  files::KeptFile file;
  std::string bytes;
};
// return_not_found, file_not_found.
Task<Result<EvidenceContent>> read_evidence(Context& context, OrderScope scope, ReturnId id, FileId file);

}  // namespace shanhai::orders

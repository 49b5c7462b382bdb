#include "common/sheets/archive.hpp"

#include <zip.h>

namespace shanhai::sheets {
namespace {

// XML of a spreadsheet shrinks to a tenth or a twentieth.
constexpr zip_int64_t kMostEntries = 200;
constexpr std::size_t kMostRatio = 200;
constexpr std::size_t kRatioMatters = 64 << 10;  // below, an entry may shrink as it likes
constexpr std::size_t kChunk = 64 << 10;

Error broken(const char* detail) { return Error::invalid_field("", "invalid_xlsx", detail); }
Error expands() { return Error::invalid_field("", "file_expands_too_far", "in 200 entries, 200 times at most"); }

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void Archive::Closer::operator()(zip* archive) const { zip_discard(archive); }

Result<Archive> Archive::open(std::string_view bytes, std::size_t most_bytes) {
  zip_error_t failed;
  zip_error_init(&failed);
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &failed);
  auto* archive = source ? zip_open_from_source(source, ZIP_RDONLY, &failed) : nullptr;
  if (source && !archive) zip_source_free(source);
  zip_error_fini(&failed);
  if (!archive) return broken("not an archive");
  Archive out(archive, most_bytes);
  if (zip_get_num_entries(archive, 0) > kMostEntries) return expands();
  return out;
}

bool Archive::has(const std::string& name) const { return zip_name_locate(archive_.get(), name.c_str(), 0) >= 0; }

Result<void> Archive::read(const std::string& name, const Sink& sink) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(archive_.get(), name.c_str(), 0, &stat) != 0) return broken("a part is missing");
  const std::unique_ptr<zip_file_t, FileCloser> file(zip_fopen_index(archive_.get(), stat.index, 0));
  if (!file) return broken("a part cannot be opened");
  std::string piece(kChunk, '\0');
  for (std::size_t unpacked = 0;;) {
    const auto count = zip_fread(file.get(), piece.data(), kChunk);
    if (count < 0) return broken("a part is damaged");
    if (count == 0) return {};
    unpacked += static_cast<std::size_t>(count);
    unpacked_bytes_ += static_cast<std::size_t>(count);
    const auto packed = std::max<std::size_t>(stat.comp_size, 1);
    if (unpacked_bytes_ > most_bytes_ || (unpacked > kRatioMatters && unpacked / packed > kMostRatio)) return expands();
    SH_TRY(const bool more, sink(std::string_view(piece).substr(0, static_cast<std::size_t>(count))));
    if (!more) return {};
  }
}

}  // namespace shanhai::sheets

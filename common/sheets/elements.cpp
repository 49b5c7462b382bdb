#include "common/sheets/elements.hpp"

namespace shanhai::sheets {
namespace {

constexpr std::size_t kBatchBytes = 256 << 10;
constexpr std::size_t kMostPending = 4 << 20;  // of one element; its nodes take sixteen times as much
constexpr std::size_t kLongestTag = 256;

Error broken(const char* detail) { return Error::invalid_field("", "invalid_xlsx", detail); }

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

// Where the prefix of a name that stands at `at` begins.
std::size_t before_prefix(std::string_view text, std::size_t at) {
  if (at == 0 || text[at - 1] != ':') return at;
  for (--at; at > 0 && is_name(text[at - 1]);) --at;
  return at;
}

// Text in which a tag cannot begin is no tag: "<" stands in no text of XML. (It may in comments and CDATA, which no
// spreadsheet writes into its rows; a part cut there is no XML and refused.)
class Splitter {
 public:
  Splitter(std::string_view container, std::string_view element, const ElementSink& sink)
      : container_(container), element_(element), sink_(sink) {}

  Result<bool> add(std::string_view piece) {
    text_ += piece;
    if (text_.size() > kMostPending) return Error::invalid_field("", "file_expands_too_far", "one element");
    if (!inside_ && !enter()) return true;
    if (over_) return false;                                       // there is nothing in it
    const auto from = scanned_ - std::min(scanned_, kLongestTag);  // before, no tag ends
    scanned_ = text_.size();
    if (const auto end = find_first_end(container_, from); end != text_.npos) {
      text_.resize(end);
      over_ = true;
    } else if (text_.size() < kBatchBytes) {
      return true;
    }
    const auto cut = over_ ? text_.size() : find_last_end(element_, from);
    if (cut == text_.npos) return true;
    SH_TRY(const bool more, parse(cut));
    text_.erase(0, cut);
    scanned_ = text_.size();
    return more && !over_;
  }

  Result<void> finish(bool enough) {
    if (enough || over_) return {};
    return broken(inside_ ? "a part does not end" : "a part holds something else");
  }

 private:
  // To behind the container's first tag.
  bool enter() {
    for (auto at = text_.find(container_); at != text_.npos; at = text_.find(container_, at + 1)) {
      const auto begin = before_prefix(text_, at), behind = at + container_.size();
      if (begin == 0 || text_[begin - 1] != '<') continue;
      if (behind < text_.size() && (is_name(text_[behind]) || text_[behind] == ':')) continue;
      const auto end = text_.find('>', behind);
      if (end == text_.npos) return false;
      over_ = text_[end - 1] == '/';
      text_.erase(0, over_ ? text_.npos : end + 1);
      return inside_ = true;
    }
    if (text_.size() > kLongestTag) text_.erase(0, text_.size() - kLongestTag);  // no part of it is that tag
    return false;
  }

  // Where the closing tag whose name ends at `at` begins; npos: it is none.
  std::size_t tag_at(std::size_t at) const {
    const auto begin = before_prefix(text_, at);
    return begin >= 2 && text_.compare(begin - 2, 2, "</") == 0 ? begin - 2 : text_.npos;
  }

  // The beginning of the first closing tag behind `from`.
  std::size_t find_first_end(std::string_view name, std::size_t from) const {
    const auto tag = std::string(name) + '>';
    for (auto at = text_.find(tag, from); at != text_.npos; at = text_.find(tag, at + 1)) {
      if (const auto begin = tag_at(at); begin != text_.npos) return begin;
    }
    return text_.npos;
  }

  // What is behind the last closing tag that ends behind `from`.
  std::size_t find_last_end(std::string_view name, std::size_t from) const {
    const auto tag = std::string(name) + '>';
    for (auto at = text_.rfind(tag); at != text_.npos && at >= from;
         at = at == 0 ? text_.npos : text_.rfind(tag, at - 1)) {
      if (tag_at(at) != text_.npos) return at + tag.size();
    }
    return text_.npos;
  }

  Result<bool> parse(std::size_t bytes) {
    pugi::xml_document batch;
    const auto options = pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_fragment;
    if (!batch.load_buffer(text_.data(), bytes, options, pugi::encoding_utf8)) {
      const bool is_blank = text_.find_first_not_of(" \t\r\n") >= bytes;
      if (!is_blank) return broken("a part is not XML");
    }
    for (const auto& node : batch.children()) {
      if (local_name(node) != element_) continue;
      SH_TRY(const bool more, sink_(node));
      if (!more) return false;
    }
    return true;
  }

  const std::string_view container_, element_;
  const ElementSink& sink_;
  std::string text_;
  std::size_t scanned_ = 0;
  bool inside_ = false, over_ = false;
};

}  // namespace

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name(node.name());
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}

Result<void> read_elements(Archive& archive, const std::string& name, std::string_view container,
                           std::string_view element, const ElementSink& sink) {
  Splitter splitter(container, element, sink);
  bool enough = false;
  SH_CHECK(archive.read(name, [&](std::string_view piece) -> Result<bool> {
    SH_TRY(const bool more, splitter.add(piece));
    enough = !more;
    return more;
  }));
  return splitter.finish(enough);
}

}  // namespace shanhai::sheets

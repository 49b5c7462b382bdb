// Strong identifiers: UUIDv7 (RFC 9562) made by the program, BINARY(16) in the database, `ord_<26 characters>` outside.
//
// The text is the 128 bits in Crockford's base32, lower case, most significant first: it sorts as the bytes do.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/clock.hpp"
#include "common/base/random.hpp"
#include "common/base/result.hpp"

namespace shanhai {

using IdBytes = std::array<std::uint8_t, 16>;

IdBytes make_uuid_v7(Instant now, Random& random);
std::string id_to_text(std::string_view prefix, const IdBytes& bytes);
Result<IdBytes> id_from_text(std::string_view prefix, std::string_view text);  // code "invalid_id"

// Tag gives `static constexpr std::string_view kPrefix`.
template <class Tag>
class Id {
 public:
  using TagType = Tag;
  constexpr Id() = default;  // all zero: "no id"
  constexpr explicit Id(const IdBytes& bytes) : bytes_(bytes) {}

  static Id make(const Clock& clock, Random& random) { return Id(make_uuid_v7(clock.now(), random)); }
  static Id from_raw(std::string_view raw) {  // 16 bytes from the database
    Id id;
    if (raw.size() != 16) throw std::logic_error("an id has 16 bytes");
    std::memcpy(id.bytes_.data(), raw.data(), 16);
    return id;
  }
  static Result<Id> parse(std::string_view text) {
    SH_TRY(IdBytes bytes, id_from_text(Tag::kPrefix, text));
    return Id(bytes);
  }

  std::string str() const { return id_to_text(Tag::kPrefix, bytes_); }
  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()}; }
  const IdBytes& bytes() const { return bytes_; }
  bool is_nil() const { return bytes_ == IdBytes{}; }
  auto operator<=>(const Id&) const = default;

 private:
  IdBytes bytes_{};
};

}  // namespace shanhai

template <class Tag>
struct std::hash<shanhai::Id<Tag>> {
  std::size_t operator()(const shanhai::Id<Tag>& id) const noexcept {
    std::size_t h;
    std::memcpy(&h, id.bytes().data() + 8, sizeof h);  // the random half
    return h;
  }
};

// SHANHAI_ID(OrderId, "ord") defines struct OrderIdTag and the type OrderId.
#define SHANHAI_ID(Name, prefix)                        \
  struct Name##Tag {                                    \
    static constexpr std::string_view kPrefix = prefix; \
  };                                                    \
  using Name = ::shanhai::Id<Name##Tag>

#include "common/json/json.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "common/base/encoding.hpp"

namespace shanhai::json {
namespace {

// A document of a megabyte may be wrong in half a million places.
constexpr std::size_t kErrorsMax = 100;

void append_pointer(std::string& path, std::string_view member) {
  path += '/';
  for (const char c : member) {  // RFC 6901
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
}

}  // namespace

Reader::Scope::Scope(Reader& reader, std::string_view member) : reader_(reader), length_(reader.path_.size()) {
  append_pointer(reader.path_, member);
}

Reader::Scope::Scope(Reader& reader, std::size_t index) : Scope(reader, std::string_view(std::to_string(index))) {}

void Reader::fail(std::string code, std::string detail) {
  if (errors_.size() == kErrorsMax) return;
  errors_.push_back({path_, std::move(code), std::move(detail)});
}

void Reader::fail_at(std::string_view member, std::string code, std::string detail) {
  const Scope scope(*this, member);
  fail(std::move(code), std::move(detail));
}

namespace detail {

bool read_string(Reader& reader, const Value& value, std::string& out) {
  const auto* text = value.if_string();
  if (!text) {
    reader.fail("expected_string");
    return false;
  }
  if (std::string_view(text->data(), text->size()).find('\0') !=
      std::string_view::npos) {  // C functions would read a prefix of it
    reader.fail("control_character");
    return false;
  }
  out.assign(text->data(), text->size());
  return true;
}

bool read_integer(Reader& reader, const Value& value, std::int64_t min, std::int64_t max, std::int64_t& out) {
  if (value.is_uint64()) {  // larger than int64
    reader.fail("out_of_range", "at most " + std::to_string(max));
    return false;
  }
  const auto* number = value.if_int64();
  if (!number) {
    reader.fail("expected_integer");
    return false;
  }
  if (*number < min || *number > max) {
    reader.fail("out_of_range", "between " + std::to_string(min) + " and " + std::to_string(max));
    return false;
  }
  out = *number;
  return true;
}

void read_text(Reader& reader, const Value& value, std::size_t min, std::size_t max, std::string& out) {
  if (!read_string(reader, value, out)) return;
  const auto length = code_points(out);
  if (length < min) return reader.fail("too_short", "at least " + std::to_string(min) + " characters");
  if (length > max) return reader.fail("too_long", "at most " + std::to_string(max) + " characters");
  for (const unsigned char c : out) {
    if (c < 0x20 && c != '\n' && c != '\t') return reader.fail("control_character");
  }
}

const Object* expect_object(Reader& reader, const Value& value) {
  const auto* object = value.if_object();
  if (!object) reader.fail("expected_object");
  return object;
}

const Array* expect_array(Reader& reader, const Value& value) {
  const auto* array = value.if_array();
  if (!array) reader.fail("expected_array");
  return array;
}

void fail_enum(Reader& reader, const std::vector<std::string_view>& names) {
  std::string list;
  for (const auto name : names) list += (list.empty() ? "one of " : ", ") + std::string(name);
  reader.fail("unknown_value", list);
}

void fail_with(Reader& reader, const Error& error) {
  if (error.fields.empty()) return reader.fail(error.code, error.detail);
  reader.fail(error.fields.front().code, error.fields.front().detail);
}

Object integer_schema(std::int64_t min, std::int64_t max) {
  Object out{{"type", "integer"}};
  if (min != std::numeric_limits<std::int64_t>::min()) out["minimum"] = min;
  if (max != std::numeric_limits<std::int64_t>::max()) out["maximum"] = max;
  return out;
}

void fail_unknown(Reader& reader, const Object& object, std::span<const std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view name(member.key());
    if (std::find(known.begin(), known.end(), name) == known.end()) reader.fail_at(name, "unknown_field");
  }
}

Object object_schema(Object properties, Array required) {
  Object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

Object string_schema(std::string_view format) { return {{"type", "string"}, {"format", format}}; }

}  // namespace detail

void Codec<bool>::read(Reader& reader, const Value& value, bool& out) {
  if (!value.is_bool()) return reader.fail("expected_boolean");
  out = value.get_bool();
}

namespace {
struct MoneyDocument {
  std::int64_t amount_fen;
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(MoneyDocument, (), (amount_fen, currency))
}  // namespace

void Codec<Money>::read(Reader& reader, const Value& value, Money& out) {
  MoneyDocument document{};
  Codec<MoneyDocument>::read(reader, value, document);
  const auto* object = value.if_object();
  const auto* currency = object ? object->if_contains("currency") : nullptr;
  if (currency && currency->is_string() && document.currency != "CNY")
    reader.fail_at("currency", "unknown_value", "one of CNY");
  out = Money(document.amount_fen);
}

Object Codec<Money>::schema() {
  return {{"type", "object"},
          {"properties", Object{{"amount_fen", Object{{"type", "integer"}, {"description", "fen, 1/100 of a yuan"}}},
                                {"currency", Object{{"type", "string"}, {"const", "CNY"}}}}},
          {"required", Array{"amount_fen", "currency"}},
          {"additionalProperties", false}};
}

void Codec<Instant>::read(Reader& reader, const Value& value, Instant& out) {
  std::string text;
  if (!detail::read_string(reader, value, text)) return;
  auto parsed = parse_rfc3339(text);
  if (parsed.has_error()) return detail::fail_with(reader, parsed.error());
  out = *parsed;
}

void Codec<Date>::read(Reader& reader, const Value& value, Date& out) {
  std::string text;
  if (!detail::read_string(reader, value, text)) return;
  auto parsed = parse_date(text);
  if (parsed.has_error()) return detail::fail_with(reader, parsed.error());
  out = *parsed;
}

Result<Value> parse_value(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code failure;
  Value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failure, {}, options);
  if (failure) return Error::invalid_field("", "invalid_json", failure.message());
  return value;
}

std::string to_text(const Value& value) { return boost::json::serialize(value); }

}  // namespace shanhai::json

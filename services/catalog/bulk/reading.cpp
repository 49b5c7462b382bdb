#include "services/catalog/bulk/reading.hpp"

#include <charconv>
#include <set>

#include "services/catalog/bulk/domain.hpp"

namespace shanhai::catalog {
namespace {

constexpr std::size_t kRowsOfAProduct = 200;  // more than SKUs it may have; beyond, nothing is read of it

json::Value money_json(Money amount) { return json::Object{{"amount_fen", amount.fen()}, {"currency", "CNY"}}; }

// A cell as a member of JSON; null: it is empty.
struct Member {
  json::Value value;
  std::optional<CellError> error;
};

template <class T, class ToJson>
Member member_of(const CellValue<T>& read, ToJson to_json) {
  if (!read.value) return {nullptr, read.error};
  return {to_json(*read.value), std::nullopt};
}

Member read_choice(const std::string& text, std::span<const Choice> choices) {
  auto folded = text;
  for (auto& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  std::string known;
  for (const auto& choice : choices) {
    if (text == choice.zh || folded == choice.name || folded == choice.en)
      return {json::Value(std::string(choice.name)), std::nullopt};
    known += (known.empty() ? "" : ", ") + std::string(choice.zh) + " (" + std::string(choice.name) + ")";
  }
  return {nullptr, CellError{"unknown_value", "one of " + known}};
}

Member read_cell(const Column& column, const std::string& cell) {
  const auto text = trimmed(cell);
  if (column.kind == CellKind::yes) return member_of(read_yes(text), [](bool yes) { return json::Value(yes); });
  if (text.empty()) return {};
  switch (column.kind) {
    case CellKind::choice:
      return read_choice(text, column.choices);
    case CellKind::whole:
      return member_of(read_whole(text), [](std::int64_t number) { return json::Value(number); });
    case CellKind::digits:
      if (auto number = read_whole(text); number.error.code == "number_not_exact") return {nullptr, number.error};
      return {json::Value(text), std::nullopt};
    case CellKind::yuan:
      return member_of(read_yuan(text), [](Money amount) { return money_json(amount); });
    case CellKind::county:
      return member_of(read_county(text), [](const std::string& code) { return json::Value(code); });
    case CellKind::steps:
      return member_of(read_steps(text), [](const std::vector<QuantityPrice>& steps) {
        json::Array out;
        for (const auto& step : steps)
          out.push_back(json::Object{{"from", step.from}, {"price", money_json(step.price)}});
        return json::Value(std::move(out));
      });
    case CellKind::text:
      return {json::Value(cell), std::nullopt};  // as it stands: JSON trims nothing either
    default:
      return {json::Value(text), std::nullopt};
  }
}

// Puts it where the cell says something else than what is there: no, and none of something, are often left out.
void put(json::Object& into, const Column& column, Member member) {
  const auto name = std::string_view(column.member);
  const auto* there = into.if_contains(name);
  const bool is_empty_list = there && there->is_array() && there->as_array().empty();
  if (member.value.is_bool() && member.value.as_bool() == (there && there->is_bool() && there->as_bool())) return;
  if (!member.value.is_null()) {
    into[name] = std::move(member.value);
  } else if (there && !is_empty_list) {
    into.erase(name);
  }
}

class ProductReader {
 public:
  ProductReader(const Sheet& sheet, const ProductLines& product, const std::map<std::string, SkuId>& skus)
      : sheet_(sheet), product_(product), skus_(skus) {}

  ReadProduct read(const ProductContent* draft) {
    if (product_.lines.size() > kRowsOfAProduct) {
      fail(product_.lines.front(), kProductRef, "too_many", "at most 50 SKUs");
      return std::move(out_);
    }
    auto object = draft ? json::write(*draft).as_object() : json::Object{};
    read_own(object);
    if (!object.contains("description")) object["description"] = "";
    if (!object.contains("fresh")) object["fresh"] = false;
    auto& list = object["skus"];
    if (!list.is_array()) list.emplace_array();
    out_.line_of_sku.resize(list.as_array().size());
    for (const auto line : product_.lines) read_sku(list.as_array(), line);
    // Of what a cell says wrongly the rules would tell once more.
    auto content = json::read<ProductContent>(object);
    if (content.has_error()) {
      for (const auto& field : content.error().fields) add(problem_of(sheet_, product_, out_, field));
    } else if (out_.problems.empty()) {
      out_.content = std::move(*content);
    }
    return std::move(out_);
  }

 private:
  void add(Problem problem) {
    for (const auto& known : out_.problems) {
      if (known.row == problem.row && known.heading == problem.heading) return;
    }
    out_.problems.push_back(std::move(problem));
  }
  void fail(std::size_t line, std::size_t column, std::string code, std::string detail = {}) {
    add({sheet_.rows[line].number, sheet_.head.heading(column, Language::zh), std::move(code), std::move(detail)});
  }

  // What stands in the first row that says something holds for all; others say the same, or nothing.
  void read_own(json::Object& object) {
    for (std::size_t i = kSkuRef + 1; i < columns().size(); ++i) {
      const auto& column = columns()[i];
      if (column.of_sku || !sheet_.head.place_of[i]) continue;
      auto from = product_.lines.front();
      for (const auto line : product_.lines) {
        if (trimmed(sheet_.cell(from, i)).empty()) from = line;
        const auto said = trimmed(sheet_.cell(line, i));
        if (!said.empty() && said != trimmed(sheet_.cell(from, i)))
          fail(line, i, "differs_within_product", "row " + std::to_string(sheet_.rows[from].number));
      }
      put_cell(object, i, from);
    }
  }

  void put_cell(json::Object& object, std::size_t column, std::size_t line) {
    auto member = read_cell(columns()[column], sheet_.cell(line, column));
    if (member.error) fail(line, column, member.error->code, member.error->detail);
    put(object, columns()[column], std::move(member));
  }

  void read_sku(json::Array& list, std::size_t line) {
    const auto ref = trimmed(sheet_.cell(line, kSkuRef));
    if (const auto wrong = check_reference(ref)) return fail(line, kSkuRef, wrong->code, wrong->detail);
    const auto known = skus_.find(ref);  // by its name or its id
    if (!seen_.insert(known == skus_.end() ? ref : known->second.str()).second)
      return fail(line, kSkuRef, "repeated", "each SKU of a product once");
    auto& sku = place_for(list, ref, line);
    for (std::size_t i = kSkuRef + 1; i < columns().size(); ++i) {
      const bool is_fixed = columns()[i].member == "gtin" && trimmed(sheet_.cell(line, i)).empty();
      if (columns()[i].of_sku && sheet_.head.place_of[i] && !is_fixed) put_cell(sku, i, line);
    }
  }

  json::Object& place_for(json::Array& list, const std::string& ref, std::size_t line) {
    const auto known = skus_.find(ref);
    if (known != skus_.end()) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        const auto* id = list[i].as_object().if_contains("sku_id");
        if (!id || id->as_string() != known->second.str()) continue;
        out_.line_of_sku[i] = line;
        return list[i].as_object();
      }
    }
    auto& made = list.emplace_back(json::Object{}).as_object();
    if (known != skus_.end()) made["sku_id"] = known->second.str();  // one that the draft had left out
    out_.line_of_sku.push_back(line);
    return made;
  }

  const Sheet& sheet_;
  const ProductLines& product_;
  const std::map<std::string, SkuId>& skus_;
  std::set<std::string> seen_;
  ReadProduct out_;
};

std::string text_of(const Column& column, const json::Value* value, Language language) {
  if (column.kind == CellKind::yes) {
    const bool yes = value && value->is_bool() && value->as_bool();
    if (language == Language::zh) return yes ? "是" : "否";
    return yes ? "yes" : "no";
  }
  if (!value || value->is_null()) return {};
  if (column.kind == CellKind::yuan) return yuan_text(json::read<Money>(*value).value());
  if (column.kind == CellKind::steps) {
    std::vector<QuantityPrice> steps;
    for (const auto& step : json::read<std::vector<PriceStep>>(*value).value())
      steps.push_back({step.from.value(), step.price});
    return steps_text(steps);
  }
  if (value->is_int64()) return std::to_string(value->as_int64());
  std::string text(value->as_string());
  for (const auto& choice : column.choices) {
    if (choice.name == text) return std::string(language == Language::zh ? choice.zh : choice.en);
  }
  if (column.kind == CellKind::county && language == Language::zh) return full_division_name(text);
  return text;
}

}  // namespace

ReadProduct read_product(const Sheet& sheet, const ProductLines& product, const ProductContent* draft,
                         const std::map<std::string, SkuId>& skus) {
  return ProductReader(sheet, product, skus).read(draft);
}

Problem problem_of(const Sheet& sheet, const ProductLines& product, const ReadProduct& read, const FieldError& error) {
  constexpr std::string_view kSkus = "/skus/";
  std::string_view rest(error.pointer);
  auto line = product.lines.front();
  const bool of_sku = rest.starts_with(kSkus);
  if (of_sku) {
    std::size_t index = 0;
    const auto [end, failure] = std::from_chars(rest.data() + kSkus.size(), rest.data() + rest.size(), index);
    rest = {end, static_cast<std::size_t>(rest.data() + rest.size() - end)};
    if (failure == std::errc() && index < read.line_of_sku.size()) line = read.line_of_sku[index].value_or(line);
  }
  if (rest.starts_with('/')) rest.remove_prefix(1);
  const auto member = rest.substr(0, rest.find('/'));
  std::string heading;
  for (std::size_t i = 0; i < columns().size(); ++i) {
    if (columns()[i].member == member && columns()[i].of_sku == of_sku) heading = sheet.head.heading(i, Language::zh);
  }
  return {sheet.rows[line].number, std::move(heading), error.code, error.detail};
}

std::vector<sheets::Cells> rows_of(const ProductContent& content, const std::string& product_ref,
                                   const std::vector<std::string>& sku_refs, Language language) {
  const auto own = json::write(content).as_object();
  const auto& skus = own.at("skus").as_array();
  std::vector<sheets::Cells> out;
  for (std::size_t sku = 0; sku < skus.size(); ++sku) {
    auto& cells = out.emplace_back();
    for (std::size_t i = 0; i < columns().size(); ++i) {
      const auto& column = columns()[i];
      const auto* value = (column.of_sku ? skus[sku].as_object() : own).if_contains(column.member);
      if (i == kProductRef || i == kSkuRef) {
        cells.push_back(i == kProductRef ? product_ref : sku_refs.at(sku));
      } else {
        cells.push_back(column.of_sku || sku == 0 ? text_of(column, value, language) : std::string());
      }
    }
  }
  return out;
}

}  // namespace shanhai::catalog

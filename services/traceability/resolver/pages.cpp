#include "services/traceability/resolver/pages.hpp"

#include <algorithm>
#include <array>

#include "services/traceability/trace/html.hpp"

namespace shanhai::traceability {
namespace {

using html::element;
using html::section;

struct Words {
  std::string_view title, detail;
};
struct RefusalText {
  std::string_view code;  // of the error, or of its first field
  Words zh, en;
};

constexpr Words kBadCodeZh{"这个码无法识别", ""}, kBadCodeEn{"This code cannot be read", ""};

constexpr std::array kRefusals{
    RefusalText{"lot_not_found",
                {"没有找到这个批次", "请检查包装上的二维码或批号是否完整。"},
                {"There is no such lot", "Check that the code or lot number on the package is complete."}},
    RefusalText{"unit_not_found",
                {"没有找到这件商品的批次",
                 "此码只含单件序列号，生产者没有登记它属于哪个批次。请扫描包装上带批号的码，或按批号查询。"},
                {"The lot of this unit is not known",
                 "The code names a single unit only, and its producer did not record of which lot it is. Scan a code "
                 "with the lot number, or look the lot number up."}},
    RefusalText{"trade_item_not_found",
                {"没有找到这个商品", "本平台没有登记这个商品条码。"},
                {"There is no such product", "No product is registered here under this GTIN."}},
    RefusalText{"link_type_not_found",
                {"没有这一类链接", "此码没有所要求类型的链接。"},
                {"There is no such link", "The code has no link of the type that was asked for."}},
    RefusalText{"invalid_gtin",
                {kBadCodeZh.title, "商品条码（GTIN）应为 8、12、13 或 14 位数字。"},
                {kBadCodeEn.title, "A GTIN has 8, 12, 13 or 14 digits."}},
    RefusalText{
        "invalid_check_digit",
        {kBadCodeZh.title, "商品条码的校验位不正确，可能输入有误或扫描不完整。"},
        {kBadCodeEn.title, "The check digit of the GTIN is wrong: it was mistyped, or not scanned as a whole."}},
    RefusalText{"",
                {kBadCodeZh.title, "它不符合 GS1 Digital Link 的写法，请重新扫描包装上的码。"},
                {kBadCodeEn.title, "It is not written as a GS1 Digital Link. Scan the code on the package again."}},
};

const RefusalText& text_of(const Error& error) {
  const auto* found = std::find_if(kRefusals.begin(), kRefusals.end() - 1, [&](const RefusalText& text) {
    return text.code == error.code || (!error.fields.empty() && text.code == error.fields.front().code);
  });
  return *found;
}

std::string other(const PageTexts& texts) { return std::string("?lang=") + texts.other_language; }

std::string lot_row(const TradeItemLot& lot, const PageTexts& texts) {
  std::string line = texts.made_on + " " + to_string(lot.made_on);
  if (lot.best_before) line += " · " + texts.best_before + " " + to_string(*lot.best_before);
  return "<article><p>" + html::link(lot.path, lot.lot_number) + "</p>" + element("p", line, "quiet") + "</article>";
}

std::string lots(const TradeItemView& item, const PageTexts& texts) {
  std::string out;
  if (!item.recalled_lots.empty()) {
    std::string rows;
    for (const auto& lot : item.recalled_lots) rows += lot_row(lot, texts);
    out += "<section id=\"recall\" class=\"notice\" role=\"alert\">" + element("h2", texts.recalled_lots) + rows +
           "</section>\n";
  }
  if (item.newest_lots.empty()) return out + section(texts.newest_lots, element("p", texts.no_lots, "quiet"), "lots");
  auto rows = element("p", texts.which_lot, "quiet");
  for (const auto& lot : item.newest_lots) rows += lot_row(lot, texts);
  return out + section(texts.newest_lots, rows, "lots");
}

// Below the resolver's own address, so that the page stays where it was asked for.
std::string local_path(const std::string& address) {
  const auto host = address.find("://");
  const auto path = host == address.npos ? 0 : address.find('/', host + 3);
  return path == address.npos ? "/" : address.substr(path);
}

}  // namespace

http::Response trade_item_page(const TradeItemView& item, http::Language language) {
  const auto& texts = page_texts(language);
  auto facts = "<section><dl>" + html::fact(texts.gtin, item.gtin);
  if (item.supplier_name) facts += html::fact(texts.supplier, *item.supplier_name);
  if (item.certification) facts += html::fact(texts.certification, texts.standing(item.certification->status));
  facts += "</dl></section>\n";
  return html::page(200, texts, item.product_name, {item.product_name, item.label, other(texts)},
                    lots(item, texts) + facts, element("p", texts.privacy) + element("p", "(01) " + item.gtin, "hash"));
}

http::Response links_page(const std::vector<LinkedEntity>& entities, http::Language language) {
  const auto& texts = page_texts(language);
  std::string content;
  for (const auto& entity : entities) {
    std::string rows = element("p", texts.links_meaning, "quiet");
    for (const auto& link : entity.links) {
      const auto kind = "gs1:" + std::string(link.type) + (link.media_type.empty() ? "" : " · ") +
                        std::string(link.media_type) + (link.language.empty() ? "" : " · ") +
                        std::string(link.language);
      rows += "<article><p>" + html::link(local_path(link.href), link.title) + "</p>" + element("p", kind, "hash") +
              "</article>";
    }
    content += section(entity.description, rows);
  }
  return html::page(
      200, texts, texts.links,
      {texts.links, entities.front().description, "?linkType=linkset&lang=" + std::string(texts.other_language)},
      content, element("p", entities.front().anchor, "hash"));
}

http::Response refusal_page(int status, const Error& error, http::Language language) {
  const auto& texts = page_texts(language);
  const auto& refusal = text_of(error);
  const auto& words = language == http::Language::zh ? refusal.zh : refusal.en;
  auto content = element("p", words.detail);
  if (!error.fields.empty()) content += element("p", error.fields.front().pointer, "hash");
  return html::page(status, texts, words.title, {std::string(words.title), "", other(texts)},
                    "<section>" + content + "</section>\n", element("p", texts.privacy));
}

}  // namespace shanhai::traceability

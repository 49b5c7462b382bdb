#include "services/traceability/trace/page_texts.hpp"

namespace shanhai::traceability {
namespace {

const PageTexts kChinese{
    .language = "zh-CN",
    .other_language = "en",
    .other_language_name = "English",
    .site = "山海 · 产品溯源",
    .origin = "产地",
    .supplier = "生产者",
    .households = "参与农户",
    .lot_number = "批号",
    .made_on = "生产日期",
    .best_before = "保质期至",
    .separator = "、",
    .pieces = "件",
    .recalled = "该批次已被召回，请勿食用或使用，并联系购买渠道退货。",
    .past_best_before = "该批次已过保质期，请勿食用。",
    .unit = "您扫描的是单件商品的码。溯源以批次为单位，以下是这件商品所属批次的信息。",
    .recall_status = "召回情况",
    .is_recalled = "已召回",
    .not_recalled = "未召回",
    .journey = "从产地到您手中",
    .tests = "检验报告",
    .no_tests = "该批次没有登记检验报告。",
    .passed = "合格",
    .failed = "不合格",
    .report = "报告编号 ",
    .report_hash = "报告文件 SHA-256：",
    .item = "项目",
    .value = "结果",
    .limit = "限值",
    .commitment = "承诺达标合格证",
    .issued_on = "出具日期 ",
    .certification = "帮扶产品认定",
    .valid = "认定有效",
    .not_yet_valid = "认定尚未生效",
    .expired = "认定已到期",
    .revoked = "认定已被撤销",
    .log = "透明日志",
    .log_meaning =
        "每条事件的摘要都写入一份只能增加、不能改动的公开日志。下载证明文件，即可离线核验该事件此后未被改动（shanhai "
        "verify）。",
    .log_proofs = "证明文件：",
    .log_all = "全部条目（JSON）",
    .privacy = "本页不含任何农户的身份信息。",
    .gtin = "商品条码",
    .recalled_lots = "已召回的批次",
    .newest_lots = "在售批次",
    .which_lot = "批号印在包装上。选择您手中商品的批号，查看它的产地、检验和流转。",
    .no_lots = "该商品还没有在售批次的溯源信息。",
    .links = "此码可查到的内容",
    .links_meaning = "按 GS1 Digital Link 列出的链接：",
    .household_unit = " 户",
    .household_unit_plural = " 户",
    .events_before = "以上内容来自 ",
    .events_behind = " 条只增不改的 EPCIS 2.0 事件记录。",
};

const PageTexts kEnglish{
    .language = "en",
    .other_language = "zh",
    .other_language_name = "中文",
    .site = "Shanhai · Product trace",
    .origin = "Origin",
    .supplier = "Producer",
    .households = "Households",
    .lot_number = "Lot",
    .made_on = "Made on",
    .best_before = "Best before",
    .separator = ", ",
    .pieces = "units",
    .recalled = "This lot has been recalled. Do not eat or use it; return it where you bought it.",
    .past_best_before = "This lot is past its best-before date. Do not eat it.",
    .unit = "You scanned the code of a single unit. Goods are traced by lot: this is what is known of its lot.",
    .recall_status = "Recall",
    .is_recalled = "Recalled",
    .not_recalled = "Not recalled",
    .journey = "From its origin to you",
    .tests = "Laboratory tests",
    .no_tests = "No laboratory report is recorded for this lot.",
    .passed = "Passed",
    .failed = "Failed",
    .report = "Report ",
    .report_hash = "SHA-256 of the report: ",
    .item = "Item",
    .value = "Result",
    .limit = "Limit",
    .commitment = "Commitment certificate",
    .issued_on = "Issued on ",
    .certification = "Certified as assistance product",
    .valid = "Certification is valid",
    .not_yet_valid = "Certification is not valid yet",
    .expired = "Certification has ended",
    .revoked = "Certification was revoked",
    .log = "Transparency log",
    .log_meaning =
        "The digest of each event stands in a public log that can only grow. With a proof file anybody can check "
        "offline that the event has not been changed since (shanhai verify).",
    .log_proofs = "Proof files: ",
    .log_all = "All entries (JSON)",
    .privacy = "This page tells nothing of who the households are.",
    .gtin = "GTIN",
    .recalled_lots = "Recalled lots",
    .newest_lots = "Lots on sale",
    .which_lot =
        "The lot number stands on the package. Choose it to see where the goods come from and how they were tested.",
    .no_lots = "Nothing is on sale of which a lot is known.",
    .links = "What this code leads to",
    .links_meaning = "Links of this GS1 Digital Link:",
    .household_unit = " household",
    .household_unit_plural = " households",
    .events_before = "All this comes from ",
    .events_behind = " EPCIS 2.0 events, which are only ever added.",
};

}  // namespace

const std::string& PageTexts::standing(CertificationStanding standing) const {
  switch (standing) {
    case CertificationStanding::valid:
      return valid;
    case CertificationStanding::not_yet_valid:
      return not_yet_valid;
    case CertificationStanding::expired:
      return expired;
    case CertificationStanding::revoked:
      return revoked;
  }
  return expired;
}

const PageTexts& page_texts(http::Language language) { return language == http::Language::zh ? kChinese : kEnglish; }

}  // namespace shanhai::traceability

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
    .unknown = "没有找到这个批次",
    .unknown_detail = "请检查包装上的二维码或批号是否完整。",
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
    .unknown = "There is no such lot",
    .unknown_detail = "Check that the code or lot number on the package is complete.",
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

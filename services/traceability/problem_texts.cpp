#include "services/traceability/problem_texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::traceability {

void register_problem_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"lot_not_found", "没有这个批次", "There is no such lot"},
      {"recall_not_found", "该批次没有被召回", "The lot was not recalled"},
      {"household_not_found", "没有这户农户", "There is no such household"},
      {"sku_not_found", "没有这个在售规格", "There is no such published SKU"},
      {"lot_number_taken", "批号已被使用", "The lot number is taken"},
      {"insufficient_lot_balance", "批次余量不足", "The lot holds less than that"},
      {"output_exceeds_inputs", "产出多于投入", "More would come out than goes in"},
      {"units_differ", "投入与产出的计量单位不同，无法核算", "Inputs and output have no unit in common"},
      {"before_inputs", "生产日期早于投入的批次", "Made before what it is made of"},
      {"net_weight_unknown", "该规格没有净重，无法核算", "The SKU has no net weight"},
      {"lot_recalled", "批次已被召回", "The lot was recalled"},
      {"lot_failed_test", "批次检验不合格", "The lot failed a laboratory test"},
      {"lot_expired", "批次已过保质期", "The lot is past its best-before date"},
      {"lot_not_packed", "只有包装好的批次可以上架", "Only packed lots go on sale"},
      {"test_exists", "该检验报告已登记", "The report is recorded already"},
      {"epc_not_found", "没有这条事件", "There is no such event"},
      {"log_entry_not_found", "透明日志中没有这条事件", "The event is not in the transparency log"},
      {"log_entry_not_signed", "日志尚未签发包含该事件的检查点，请稍后再试",
       "No checkpoint covers the event yet; try again soon"},
      {"checkpoint_not_found", "没有这个检查点", "There is no such checkpoint"},
      {"tile_not_found", "日志中没有这个分块", "The log has no such tile"},
      {"unknown_witness", "不是本日志认可的见证人", "Not a witness of this log"},
      {"cosignature_invalid", "见证签名无效", "The cosignature is not valid"},
      {"checkpoint_unknown", "本日志没有签发过这个检查点", "This log has not published that checkpoint"},
      {"certificate_exists", "该批次已有承诺达标合格证", "The lot has its commitment certificate"},
      {"event_not_found", "没有这个事件", "There is no such event"},
      {"event_exists", "该事件已被采集", "The event was captured before"},
      {"capture_not_found", "没有这个采集任务", "There is no such capture job"},
      {"capture_limit", "内容超出一次采集的上限", "More than may be captured at once"},
      {"not_acceptable", "无法按所要求的格式或版本应答", "No answer in that format or version"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::traceability

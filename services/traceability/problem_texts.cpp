#include "services/traceability/problem_texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::traceability {
namespace {

constexpr http::ProblemText kTexts[] = {
    {"lot_not_found", "没有这个批次", "There is no such lot"},
    {"unit_not_found", "没有找到这件商品的批次", "The lot of this unit is not known"},
    {"trade_item_not_found", "没有登记这个商品条码", "No product is registered under this GTIN"},
    {"link_type_not_found", "没有这一类链接", "There is no link of that type"},
    {"too_many_lots", "涉及的批次过多", "It concerns too many lots"},
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
    {"test_not_found", "没有这份检验报告", "There is no such report"},
    {"tst_not_found", "没有这份检验报告", "There is no such report"},
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
    {"certificate_not_found", "没有这张承诺达标合格证", "There is no such commitment certificate"},
    {"basis_not_shown", "没有登记能支持该承诺依据的合格检验报告",
     "No passed report shows what the commitment rests on"},
    {"origin_differs", "产地与商品登记的产地不符", "The origin is not the one the product is registered with"},
    {"process_required", "须注明加工工艺，以核对出成率", "The process must be named: yields are limited by it"},
    {"process_not_known", "没有该工艺的出成率规定", "No yield limit of this process is in force"},
    {"yield_exceeded", "产出超过该工艺的出成率上限", "More would come out than the process yields"},
    {"yield_limit_exists", "该工艺在该日已有出成率规定", "The process has a yield limit from that day on"},
    {"nothing_to_correct", "与原登记一致，无需更正", "That is what was recorded"},
    {"quantity_out_of_range", "数量超出范围", "The quantity is out of range"},
    {"safety_interval", "农药安全间隔期未满即采收，不得销售",
     "Harvested before a pesticide's safety interval was over: not to be sold"},
    {"herb_records_incomplete", "中药材生产记录不完整", "Records of the herb's production are missing"},
    {"record_not_found", "没有这条记录", "There is no such record"},
    {"sheet_not_found", "没有这种表", "There is no such sheet"},
    {"sheet_limit", "行数超出上限，请缩短时间范围", "Too many rows: ask for a shorter period"},
    {"region_without_lots", "该地区不是货源地", "No goods come from the region"},
    {"county_outside_region", "该县不在您的管辖范围内", "The county is not in your region"},
    {"event_not_found", "没有这个事件", "There is no such event"},
    {"event_exists", "该事件已被采集", "The event was captured before"},
    {"capture_not_found", "没有这个采集任务", "There is no such capture job"},
    {"capture_limit", "内容超出一次采集的上限", "More than may be captured at once"},
    {"resource_not_found", "没有这个取值", "No event has this value"},
    {"subscription_not_found", "没有这个订阅", "There is no such subscription"},
    {"subscription_limit", "本单位的订阅已达上限", "The organisation has as many subscriptions as it may"},
    {"subscription_not_paused", "订阅没有暂停", "The subscription is not paused"},
    {"websocket_limit", "本单位的 WebSocket 连接已达上限", "The organisation has as many WebSockets as it may"},
    {"named_query_not_found", "没有这个命名查询", "There is no such named query"},
    {"query_exists", "已有同名查询", "There is a query of this name"},
    {"query_limit", "本单位的命名查询已达上限", "The organisation has as many named queries as it may"},
    {"query_parameter", "查询参数的取值不在规定之列", "A parameter's value is not one that the standard allows"},
    {"query_too_large", "结果超过 maxEventCount", "More events match than maxEventCount allows"},
    {"query_too_complex", "查询涉及的事件过多，请缩小范围", "The query concerns too many events; narrow it"},
    {"not_acceptable", "无法按所要求的格式或版本应答", "No answer in that format or version"},
};

}  // namespace

void register_problem_texts() { http::register_problem_texts(kTexts); }

}  // namespace shanhai::traceability

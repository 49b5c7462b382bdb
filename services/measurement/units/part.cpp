#include "services/measurement/units/part.hpp"

#include "common/http/problem.hpp"
#include "services/measurement/units/consumer.hpp"

namespace shanhai::measurement {
namespace {

constexpr http::ProblemText kTexts[] = {
    {"unit_not_found", "单位不存在", "No such unit"},
    {"target_outside_authority", "该目标不在本机构管辖范围内", "The target is outside the agency's authority"},
    {"too_many_units", "目标单位的下级单位过多，请按区域查询", "More units below the targets than one answer adds up"},
    {"too_many_targets", "目标过多，请按口径或区域查询", "More targets than one answer holds: ask for fewer"},
    {"declaration_not_found", "填报记录不存在", "No such declaration"},
    {"declaration_state", "填报当前状态不允许此操作", "The declaration's state does not allow this"},
    {"not_a_sharing_unit", "仅填报中列明的共用单位可以提出异议", "Only a unit that shares the canteen objects"},
    {"already_objected", "本单位已提出异议", "The unit has objected already"},
    {"unit_still_active", "该单位仍在运行，应由其自行填报", "The unit is active again: it files for itself"},
    {"already_declared", "该单位本年度已填报", "The unit stands in another declaration of the year"},
    {"no_ratio", "该区域本年度没有预留比例", "No ratio is set for the region and year"},
    {"ratio_below_least", "预留比例低于规定下限", "The ratio is below the least"},
    {"not_an_administrator", "须由单位管理员操作", "An administrator of the unit does this"},
    {"not_a_budget_unit", "仅预算单位填报预留份额", "Only a budget unit declares a reserved share"},
    {"not_the_filing_unit", "仅填报单位可以操作", "Only the unit that filed it does this"},
    {"not_the_reviewer", "须由主管单位审核；无主管单位的由所在区域机构审核",
     "The superior reviews it, or an agency of the region where there is none"},
    {"attribution_not_found", "归属申请不存在", "No such attribution"},
    {"attribution_state", "归属申请当前状态不允许此操作", "The attribution's state does not allow this"},
    {"attribution_open", "已有待确认或有效的归属", "One is requested or confirmed already"},
};

SharePolicy share_policy(const runtime::Settings& settings, const Policy& policy) {
  SharePolicy out{policy};
  const auto name = settings.text("measurement.reserved_share_measure", "paid");
  if (!boost::describe::enum_from_string(name.c_str(), out.measure))
    throw runtime::SettingsError("measurement.reserved_share_measure: ordered, paid, accepted or completed");
  return out;
}

}  // namespace

UnitPart::UnitPart(runtime::Resources& resources, Context& context, const Policy& policy)
    : context_(context),
      background_(resources.background),
      workers_(resources.workers),
      outbox_directory_(resources.settings.text("notifications.directory", ".local/outbox")),
      policy_(share_policy(resources.settings, policy)),
      units_(context),
      targets_(context, policy),
      declarations_(context, policy_),
      reports_(context, policy_),
      employees_(context, policy_),
      reminders_(context, policy_),
      unit_routes_(units_),
      target_routes_(targets_, workers_),
      share_routes_(declarations_, reports_, workers_),
      employee_routes_(employees_) {
  http::register_problem_texts(kTexts);
}

void UnitPart::connect(runtime::Resources& resources, const FlagWatch& watch) {
  identity_ = resources.peers.get<identity::Api>();
  contacts_ = std::make_unique<UnitContacts>(*identity_);
  const auto apply = [&watch](db::Tx& tx, const events::Event& event) -> Result<void> {
    SH_CHECK(apply_identity_event(tx, event));
    return watch.apply_party(tx, event);
  };
  organisations_ =
      std::make_unique<events::Consumer>(std::string(kIdentityConsumer), context_.database,
                                         resources.peers.source_of("identity"), events::one_by_one(apply), background_);
  products_ = std::make_unique<events::Consumer>(std::string(kCatalogConsumer), context_.database,
                                                 resources.peers.source_of("catalog"),
                                                 events::one_by_one(apply_product_published), background_);
}

void UnitPart::mount(http::RouteTable& table) {
  unit_routes_.mount(table);
  target_routes_.mount(table);
  share_routes_.mount(table);
  employee_routes_.mount(table);
}

void UnitPart::start() {
  organisations_->start();
  products_->start();
  channel_.emplace(outbox_directory_);
  sender_.emplace(context_.database, context_.vault, *contacts_, *channel_, workers_, notice_templates(), background_);
  sender_->start();
  background_.spawn("measurement.reminders",
                    [this](Loop& loop) { return reminders_.loop(loop, [this] { sender_->wake(); }); });
}

}  // namespace shanhai::measurement

#include "services/measurement/registrations/texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::measurement {

void register_registration_texts() {
  static constexpr http::ProblemText kTexts[] = {
      {"registration_not_found", "没有这条线下采购登记", "No such registration"},
      {"administrator_required", "需要机构管理员权限", "Only the organisation's administrators may do this"},
      {"registration_state", "登记当前状态不允许此操作", "The registration's state does not allow this"},
      {"registration_refused", "登记内容有误", "The registration cannot be taken as it is"},
      {"voucher_used", "凭证已用于其他登记", "A voucher stands behind another registration"},
      {"correction_open", "已有更正在办理", "A correction is under way"},
      {"correction_of_correction", "请先撤回该更正，再更正原登记",
       "Withdraw that correction, and correct what it corrects"},
      {"doubts_open", "尚有疑点未说明", "Doubts are not cleared up"},
      {"not_your_step", "此步骤由另一方办理", "This step is the other side's"},
      {"not_your_buyers", "采购方不在本机构所辖地区", "The buyer is not of the agency's region"},
      {"organisation_not_known_yet", "机构信息尚未同步，请稍后再试", "The organisation is not known here yet"},
      {"limit_exists", "该日已有同名限值", "A limit of that day is announced"},
  };
  http::register_problem_texts(kTexts);
}

}  // namespace shanhai::measurement

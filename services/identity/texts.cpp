#include "services/identity/texts.hpp"

#include "common/http/problem.hpp"

namespace shanhai::identity {
namespace {

constexpr notifications::Template kTemplates[] = {
    {kOneTimeCode, "【山海】验证码 {code}，{minutes} 分钟内有效，请勿告诉任何人。",
     "[Shanhai] Your code is {code}, valid for {minutes} minutes. Tell it to nobody."},
    {kOrganisationApproved, "【山海】“{name}”已通过审核，可以开始使用。", "[Shanhai] {name} has been approved."},
    {kOrganisationRefused, "【山海】“{name}”未通过审核：{reason}", "[Shanhai] {name} has not been approved: {reason}"},
    {kOrganisationSuspended, "【山海】“{name}”已被暂停使用：{reason}", "[Shanhai] {name} has been suspended: {reason}"},
};

constexpr http::ProblemText kProblems[] = {
    {"invalid_credentials", "手机号、验证码或密码不正确", "The phone, code or password is not right"},
    {"sign_in_paused", "尝试次数过多，请稍后再试", "Too many attempts; try again later"},
    {"code_requests_paused", "验证码请求过于频繁，请稍后再试", "Too many codes were asked for; try again later"},
    {"session_ended", "登录已失效，请重新登录", "The session has ended; sign in again"},
    {"recent_sign_in_required", "请重新登录后再进行此操作", "Sign in again before doing this"},
    {"role_not_held", "您没有此角色", "You do not hold this role"},
    {"account_not_found", "账户不存在或已注销", "There is no such account, or it was erased"},
    {"address_not_found", "收货地址不存在", "There is no such address"},
    {"too_many_addresses", "收货地址数量已达上限", "The address book is full"},
    {"organisation_not_found", "机构不存在", "There is no such organisation"},
    {"organisation_state", "机构当前状态不允许此操作", "The organisation's state does not allow this"},
    {"organisation_requests_paused", "机构申请过于频繁，请稍后再试",
     "Too many organisations were applied for; try again later"},
    {"uscc_taken", "该统一社会信用代码已被其他机构使用", "Another organisation stands for this credit code"},
    {"proof_not_found", "没有证明材料", "There is no proof"},
    {"administrator_required", "需要机构管理员权限", "Only the organisation's administrators may do this"},
    {"last_administrator", "机构至少需要一名管理员", "An organisation needs an administrator"},
    {"sole_administrator", "请先为所管理的机构指定其他管理员",
     "Name another administrator for your organisations first"},
    {"member_not_found", "成员不存在", "There is no such member"},
    {"member_requests_paused", "添加成员过于频繁，请稍后再试", "Too many members were added; try again later"},
};

}  // namespace

std::span<const notifications::Template> message_templates() { return kTemplates; }

void register_problem_texts() { http::register_problem_texts(kProblems); }

}  // namespace shanhai::identity

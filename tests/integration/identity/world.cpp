#include "tests/integration/identity/world.hpp"

#include <regex>

#include "common/base/encoding.hpp"
#include "services/identity/texts.hpp"

namespace shanhai::identity {

std::vector<notifications::Message> Pigeon::to(const std::string& phone) const {
  const std::lock_guard lock(mutex_);
  std::vector<notifications::Message> out;
  for (const auto& message : sent_) {
    if (message.phone == phone) out.push_back(message);
  }
  return out;
}

World::World() : sender(service.database, vault, contacts, pigeon, workers, message_templates(), background) {
  fixture::run(keys.reload());
}

World::~World() { background.stop(); }

std::string World::last_message(const std::string& phone) {
  while (run(sender.run_once()) > 0) {
  }
  const auto messages = pigeon.to(phone);
  return messages.empty() ? "" : messages.back().text;
}

std::string World::ask_code(const std::string& phone) {
  last_message(phone);  // what was queued before goes out first: one batch has no order
  const auto sent = run(sign_ins.send_code({phone, CodePurpose::sign_in}, call));
  if (sent.has_error()) {
    ADD_FAILURE() << sent.error().code;
    return "";
  }
  const auto text = last_message(phone);
  std::smatch found;
  return std::regex_search(text, found, std::regex("[0-9]{6}")) ? found.str() : "";
}

Result<IssuedTokens> World::sign_in(SignInRequest request) { return run(sign_ins.sign_in(std::move(request), call)); }

IssuedTokens World::enter(const std::string& phone, auth::Role role, std::optional<OrganisationId> organisation) {
  SignInRequest request;
  request.phone = phone;
  request.code = ask_code(phone);
  request.role = role;
  request.organisation_id = organisation;
  auto tokens = sign_in(request);
  if (tokens.has_error()) {
    ADD_FAILURE() << tokens.error().code;
    return {};
  }
  return *tokens;
}

auth::Principal World::principal(const IssuedTokens& tokens) {
  const auto verified = verifier.verify(tokens.access_token);
  if (verified.has_error()) {
    ADD_FAILURE() << verified.error().code;
    return {};
  }
  return *verified;
}

NewOrganisation World::application(OrganisationKind kind) {
  NewOrganisation request;
  request.kind = kind;
  request.name = "昭觉县苦荞专业合作社";
  request.proof = ProofUpload{"授权书.txt", to_base64("兹授权张三代表本机构。")};
  switch (kind) {
    case OrganisationKind::cooperative:
      request.uscc = kCooperativeUscc;
      request.region = "513431";
      break;
    case OrganisationKind::county_department:
      request.region = "513431";
      break;
    default:
      request.region = "440605";
  }
  return request;
}

Organisation World::organisation(const auth::Principal& by, OrganisationKind kind) {
  auto made = run(organisations.create(by, application(kind), call));
  if (made.has_error()) {
    ADD_FAILURE() << made.error().code;
    return {};
  }
  if (made->status == OrganisationStatus::active) return *made;
  auto approved =
      run(organisations.decide(platform_operator(), made->id, OrganisationAction::approve, {"proof seen"}, call));
  EXPECT_TRUE(approved.has_value());
  return approved.value();
}

// As the router would have let them in; who they are does not matter to what they decide.
auth::Principal World::platform_operator() {
  auth::Principal principal;
  principal.account = AccountId::make(clock, random);
  principal.role = auth::Role::platform_operator;
  principal.organisation = OrganisationId::make(clock, random);
  principal.region = "*";
  return principal;
}

std::int64_t World::count(std::string_view sql) {
  auto connection = service.schema.connect();
  const auto rows = connection.query(std::string("SELECT (") + std::string(sql) + ") AS n");
  return rows.front().get<std::int64_t>("n");
}

std::string World::dump() {
  auto connection = service.schema.connect();
  std::string out;
  const auto columns = connection.query(
      "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()");
  for (const auto column : columns) {
    const auto table = column.get<std::string>("t"), name = column.get<std::string>("c");
    const auto rows = connection.query("SELECT `" + name + "` AS v FROM `" + table + "`");
    for (const auto row : rows) {
      if (const auto value = row.find<db::Bytes>("v")) out += table + "." + name + "=" + value->value + "\n";
    }
  }
  return out;
}

}  // namespace shanhai::identity

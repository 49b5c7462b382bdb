#include "services/identity/organisations/domain.hpp"

#include <gtest/gtest.h>

#include "services/identity/api.hpp"
#include "services/identity/organisations/document.hpp"
#include "services/identity/roles.hpp"

namespace shanhai::identity {
namespace {

using Status = OrganisationStatus;
using Action = OrganisationAction;
using Kind = OrganisationKind;

constexpr Status kStatuses[] = {Status::pending, Status::active, Status::refused, Status::suspended};
constexpr Action kActions[] = {Action::approve, Action::refuse, Action::suspend};

// Every state with every action: what the operator may do, read off by eye.
TEST(Organisation, MovesOnlyAsTheTableSays) {
  const std::map<std::pair<Status, Action>, Status> allowed{
      {{Status::pending, Action::approve}, Status::active},   {{Status::pending, Action::refuse}, Status::refused},
      {{Status::active, Action::suspend}, Status::suspended}, {{Status::suspended, Action::approve}, Status::active},
      {{Status::suspended, Action::refuse}, Status::refused},
  };
  for (const auto from : kStatuses) {
    for (const auto action : kActions) {
      const auto moved = move_organisation(from, action);
      const auto expected = allowed.find({from, action});
      if (expected == allowed.end()) {
        ASSERT_TRUE(moved.has_error()) << int(from) << " " << int(action);
        EXPECT_EQ(moved.error().code, "organisation_state");
        EXPECT_EQ(moved.error().kind, ErrorKind::conflict);
      } else {
        ASSERT_TRUE(moved.has_value()) << int(from) << " " << int(action);
        EXPECT_EQ(*moved, expected->second);
      }
    }
  }
  EXPECT_EQ(organisation_moves().size(), allowed.size());
}

TEST(Organisation, SuppliersActAtOnceOthersWait) {
  for (const auto kind : {Kind::cooperative, Kind::supplier_enterprise, Kind::individual_business, Kind::collective}) {
    EXPECT_EQ(first_status(kind), Status::active);
  }
  for (const auto kind : {Kind::budget_unit, Kind::trade_union, Kind::enterprise, Kind::county_department, Kind::agency,
                          Kind::platform}) {
    EXPECT_EQ(first_status(kind), Status::pending);
  }
}

TEST(Organisation, HoldsItsCreditCodeWhileItStandsForIt) {
  EXPECT_TRUE(holds_uscc(Status::active));
  EXPECT_TRUE(holds_uscc(Status::suspended)) << "nobody takes the code of a suspended one";
  EXPECT_FALSE(holds_uscc(Status::pending)) << "an application by a stranger keeps nobody out";
  EXPECT_FALSE(holds_uscc(Status::refused));
}

TEST(Organisation, GivesEachKindItsRole) {
  const std::map<Kind, auth::Role> roles{{Kind::cooperative, auth::Role::supplier},
                                         {Kind::supplier_enterprise, auth::Role::supplier},
                                         {Kind::individual_business, auth::Role::supplier},
                                         {Kind::collective, auth::Role::supplier},
                                         {Kind::budget_unit, auth::Role::buyer_unit},
                                         {Kind::trade_union, auth::Role::buyer_unit},
                                         {Kind::enterprise, auth::Role::buyer_unit},
                                         {Kind::county_department, auth::Role::county_reviewer},
                                         {Kind::agency, auth::Role::agency},
                                         {Kind::platform, auth::Role::platform_operator}};
  for (const auto& [kind, role] : roles) EXPECT_EQ(role_of(kind), role);
  EXPECT_EQ(roles.size(), boost::mp11::mp_size<boost::describe::describe_enumerators<Kind>>::value);
}

// A cooperative's code with both check digits right; the others are published examples.
constexpr auto kCooperativeUscc = "93513431MA620000X1";
constexpr auto kCompanyUscc = "914403001922038216";

struct Case {
  const char* what;
  OrganisationApplication application;
  std::string wrong;  // pointers, in order
};

std::string pointers(const Result<void>& checked) {
  std::string out;
  if (checked.has_error()) {
    for (const auto& field : checked.error().fields) out += field.pointer + " ";
  }
  return out;
}

TEST(Application, NamesEveryWrongField) {
  const Case cases[] = {
      {"cooperative", {Kind::cooperative, kCooperativeUscc, "513431", false, false}, ""},
      {"cooperative with proof", {Kind::cooperative, kCooperativeUscc, "513431", false, true}, ""},
      {"cooperative without a code", {Kind::cooperative, "", "513431", false, false}, "/uscc "},
      {"a company's code", {Kind::cooperative, kCompanyUscc, "513431", false, false}, "/uscc "},
      {"wrong check digit", {Kind::cooperative, "93513431MA620000X2", "513431", false, false}, "/uscc "},
      {"in Guangdong", {Kind::cooperative, kCooperativeUscc, "440605", false, false}, "/region "},
      {"in a prefecture", {Kind::cooperative, kCooperativeUscc, "513400", false, false}, "/region "},
      {"everywhere", {Kind::cooperative, kCooperativeUscc, "*", false, false}, "/region "},
      {"with a superior", {Kind::cooperative, kCooperativeUscc, "513431", true, false}, "/superior "},
      {"department", {Kind::county_department, "", "513431", false, true}, ""},
      {"department without proof", {Kind::county_department, "", "513431", false, false}, "/proof "},
      {"department of nowhere", {Kind::county_department, "", "999999", false, true}, "/region "},
      {"unit", {Kind::budget_unit, "", "440605", true, true}, ""},
      {"unit of the province", {Kind::budget_unit, "", "440000", false, true}, ""},
      {"unit in Sichuan", {Kind::budget_unit, "", "513431", false, true}, "/region "},
      {"union", {Kind::trade_union, "", "440600", false, true}, ""},
      {"enterprise", {Kind::enterprise, kCompanyUscc, "440605", false, true}, ""},
      {"enterprise without a code", {Kind::enterprise, "", "440605", false, true}, "/uscc "},
      {"agency of a prefecture", {Kind::agency, "", "440600", false, true}, ""},
      {"agency of everything", {Kind::agency, "", "*", false, true}, ""},
      {"platform", {Kind::platform, "", "*", false, true}, "/kind "},
      {"all wrong", {Kind::enterprise, "1", "1", true, false}, "/uscc /region /superior /proof "},
  };
  for (const auto& one : cases) EXPECT_EQ(pointers(check_application(one.application)), one.wrong) << one.what;
}

TEST(Document, IsKnownByItsFirstBytes) {
  EXPECT_EQ(media_type_of("%PDF-1.7\n\x80\xff"), "application/pdf");
  EXPECT_EQ(media_type_of(std::string_view("\x89PNG\r\n\x1a\n\0", 9)), "image/png");
  EXPECT_EQ(media_type_of("\xFF\xD8\xFF\xE0"), "image/jpeg");
  EXPECT_EQ(media_type_of("授权书\n兹授权……"), "text/plain; charset=utf-8");
  EXPECT_EQ(media_type_of(""), std::nullopt);
  EXPECT_EQ(media_type_of("MZ\x90"), std::nullopt) << "no UTF-8";
  EXPECT_EQ(media_type_of(std::string_view("text\0", 5)), std::nullopt);
  EXPECT_EQ(media_type_of("GIF89a\x01"), std::nullopt);
}

}  // namespace
}  // namespace shanhai::identity

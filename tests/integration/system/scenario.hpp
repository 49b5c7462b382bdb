// One of everything that a route can name, made through the public API, with who may see it.
#pragma once

#include <set>

#include "tests/integration/system/people.hpp"

namespace shanhai::system_test {

// Things of one owner, by what routes and bodies call them: {"order": "ord_...", "line": "oli_..."}.
struct Subject {
  std::string what;
  std::map<std::string, std::string> names;
  std::set<std::string> owners;  // names of callers
};

class Scenario {
 public:
  // Test failures where a step does not go as it should.
  Scenario(Platform& platform, People& people);
  const std::vector<Subject>& subjects() const { return subjects_; }

 private:
  json::Value ask(const std::string& who, http::Method method, const std::string& target, const json::Value& body = {});
  // Again until it succeeds: what it needs is on its way by the events of another service.
  json::Value ask_until(const std::string& who, http::Method method, const std::string& target,
                        const json::Value& body = {});
  void admit();
  void list_product();
  std::string import_sheet();
  void hand_in_listing();
  void certify();
  std::string record_delivery(const std::string& lot_number);
  void record_lots();
  void capture_events();
  void record_evidence();
  void buy_as_unit();
  void buy_as_consumer();
  void pay(const std::string& group, std::int64_t amount_fen);
  void fulfil();
  void pay_out();
  void register_payout_account();
  void sell_scarce();
  void end_return_window(const std::string& order);
  void buy_by_contract();
  std::string order_by_contract(const std::string& proposal);
  void invoice(const std::string& order);
  void apply_for_organisation();
  void register_offline_sale();
  void record_benefits();
  void declare_share();
  void freeze_period();
  void keep_report();
  json::Object checkout_line() const;
  std::string address_of(const std::string& who);

  Platform& platform_;
  People& people_;
  std::string product_, sku_, gtin_, lot_, household_, order_, line_;
  std::int64_t price_version_ = 0;
  std::vector<Subject> subjects_;
};

// An address and a product that the services take.
json::Object sample_address();
json::Object sample_product();
json::Object sample_file();
json::Object sample_supplier(const identity::Organisation& organisation);

}  // namespace shanhai::system_test

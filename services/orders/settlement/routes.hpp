// /v1/settlement
#pragma once

#include "common/http/route.hpp"
#include "services/orders/settlement/payouts/accounts.hpp"
#include "services/orders/settlement/payouts/service.hpp"
#include "services/orders/settlement/service.hpp"
#include "services/orders/settlement/statements/service.hpp"

namespace shanhai::orders {

class SettlementRoutes {
 public:
  SettlementRoutes(Settlement& settlement, SupplierStatements& statements, PayoutAccounts& accounts, Payouts& payouts)
      : settlement_(settlement), statements_(statements), accounts_(accounts), payouts_(payouts) {}
  void mount(http::RouteTable& table);

 private:
  void mount_payouts(http::RouteTable& table);

  Task<Result<http::Response>> account(http::Request& request);
  Task<Result<http::Response>> entries(http::Request& request);
  Task<Result<http::Response>> balances(http::Request& request);
  Task<Result<http::Response>> statement(http::Request& request);
  Task<Result<http::Response>> statement_file(http::Request& request);

  Task<Result<http::Response>> add_account(http::Request& request);
  Task<Result<http::Response>> list_accounts(http::Request& request);
  Task<Result<http::Response>> approve_account(http::Request& request);
  Task<Result<http::Response>> refuse_account(http::Request& request);

  Task<Result<http::Response>> make_batch(http::Request& request);
  Task<Result<http::Response>> list_batches(http::Request& request);
  Task<Result<http::Response>> get_batch(http::Request& request);
  Task<Result<http::Response>> export_batch(http::Request& request);
  Task<Result<http::Response>> list_payouts(http::Request& request);
  Task<Result<http::Response>> get_payout(http::Request& request);
  Task<Result<http::Response>> list_covered(http::Request& request);
  Task<Result<http::Response>> confirm_payout(http::Request& request);
  Task<Result<http::Response>> fail_payout(http::Request& request);

  Settlement& settlement_;
  SupplierStatements& statements_;
  PayoutAccounts& accounts_;
  Payouts& payouts_;
};

}  // namespace shanhai::orders

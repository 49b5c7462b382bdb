// Fapiao as callers write and read them.
#pragma once

#include "common/files/file.hpp"
#include "common/http/message.hpp"
#include "services/orders/procurement/rows.hpp"

namespace shanhai::orders {

inline constexpr std::size_t kMaxInvoicedOrders = 100;

struct InvoiceOrderBody {
  OrderId order_id;
  std::optional<Money> amount;  // left out: all that may be
};
BOOST_DESCRIBE_STRUCT(InvoiceOrderBody, (), (order_id, amount))

struct InvoiceBody {
  std::vector<InvoiceOrderBody> orders;  // of one supplier
  InvoiceKind kind = InvoiceKind::general;
  Text<2, 100> title;
  Text<18, 18> taxpayer_number;  // a unified social credit code
};
BOOST_DESCRIBE_STRUCT(InvoiceBody, (), (orders, kind, title, taxpayer_number))

struct IssueBody {
  Text<20, 20> number;
  Date issued_on{};
  files::UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(IssueBody, (), (number, issued_on, file))

struct CorrectBody {
  Text<20, 20> number;  // of the red letter
  Date issued_on{};
  RedLetterReason reason = RedLetterReason::refund;
  files::UploadedFile file;
};
BOOST_DESCRIBE_STRUCT(CorrectBody, (), (number, issued_on, reason, file))

struct InvoiceReasonBody {
  Text<1, 500> reason;
};
BOOST_DESCRIBE_STRUCT(InvoiceReasonBody, (), (reason))

struct InvoiceOrderView {
  OrderId order_id;
  std::optional<std::string> contract_number;
  Money amount;
};
BOOST_DESCRIBE_STRUCT(InvoiceOrderView, (), (order_id, contract_number, amount))

struct InvoiceView {
  InvoiceId invoice_id;
  OrganisationId buyer_id, supplier_id;
  InvoiceKind kind = InvoiceKind::general;
  InvoiceState state = InvoiceState::requested;
  std::string title, taxpayer_number;
  Money amount;     // of a correction: negative
  Money corrected;  // taken back of it by corrections
  std::vector<InvoiceOrderView> orders;
  Instant requested_at{}, due_at{};
  bool overdue = false;
  std::optional<Instant> decided_at;
  std::optional<std::string> number;
  std::optional<Date> issued_on;
  std::optional<files::KeptFile> file;
  std::optional<InvoiceId> corrects;
  std::optional<RedLetterReason> correction_reason;
  std::vector<InvoiceId> corrections;
  std::optional<std::string> end_reason;
};
BOOST_DESCRIBE_STRUCT(InvoiceView, (),
                      (invoice_id, buyer_id, supplier_id, kind, state, title, taxpayer_number, amount, corrected,
                       orders, requested_at, due_at, overdue, decided_at, number, issued_on, file, corrects,
                       correction_reason, corrections, end_reason))

struct InvoicePage {
  std::vector<InvoiceView> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(InvoicePage, (), (items, next_cursor))

struct InvoiceRef {
  InvoiceId invoice_id;
};
BOOST_DESCRIBE_STRUCT(InvoiceRef, (), (invoice_id))

}  // namespace shanhai::orders

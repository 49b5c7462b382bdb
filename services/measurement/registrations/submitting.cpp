#include "services/measurement/registrations/submitting.hpp"

#include <algorithm>
#include <map>

#include "common/base/divisions.hpp"
#include "common/base/uscc.hpp"
#include "services/measurement/registrations/projection.hpp"
#include "services/measurement/units/store.hpp"

namespace shanhai::measurement {
namespace {

using identity::OrganisationKind;

template <class T>
std::optional<std::string> text_of(const std::optional<T>& text) {
  if (!text) return std::nullopt;
  return text->str();
}

bool is_supplier(OrganisationKind kind) {
  return kind == OrganisationKind::cooperative || kind == OrganisationKind::supplier_enterprise ||
         kind == OrganisationKind::individual_business || kind == OrganisationKind::collective;
}

std::optional<orders::BuyerKind> buyer_kind_of(OrganisationKind kind) {
  if (kind == OrganisationKind::budget_unit) return orders::BuyerKind::budget_unit;
  if (kind == OrganisationKind::trade_union) return orders::BuyerKind::trade_union;
  if (kind == OrganisationKind::enterprise) return orders::BuyerKind::enterprise;
  return std::nullopt;
}

orders::BuyerKind buyer_kind_of(OfflineBuyerKind kind) {
  if (kind == OfflineBuyerKind::budget_unit) return orders::BuyerKind::budget_unit;
  if (kind == OfflineBuyerKind::trade_union) return orders::BuyerKind::trade_union;
  return orders::BuyerKind::enterprise;
}

SubmissionFacts facts_of(const RegistrationBody& body) {
  SubmissionFacts out;
  out.purchased_on = body.purchased_on;
  out.received_on = body.received_on;
  for (const auto& line : body.lines) {
    out.lines.push_back({line.product_id.has_value(), line.product_name.has_value(), line.category.has_value(),
                         text_of(line.production_county), text_of(line.raw_material_county), line.amount});
  }
  for (const auto& voucher : body.vouchers) {
    out.vouchers.push_back({voucher.kind, text_of(voucher.invoice_code), text_of(voucher.invoice_number),
                            voucher.amount, voucher.dated_on});
  }
  return out;
}

class Builder {
 public:
  Builder(db::Tx& tx, Random& random, const Acting& acting, const RegistrationBody& body)
      : tx_(tx), random_(random), acting_(acting), body_(body) {}

  Result<RegistrationRow> run(const std::vector<files::KeptFile>& kept) && {
    row_.id = RegistrationId(make_uuid_v7(tx_.now(), random_));
    row_.registered_by = acting_.side;
    row_.purchased_on = body_.purchased_on;
    row_.received_on = body_.received_on;
    row_.corrects = body_.corrects;
    row_.submitted_at = tx_.now();
    const auto own = store::find_party(tx_, acting_.organisation);
    if (!own) return Error::unavailable("organisation_not_known_yet");
    if (acting_.side == TradeSide::buyer) {
      take_buyer(*own, "");
      take_seller();
    } else {
      take_supplier(*own, "");
      take_purchaser();
    }
    if (row_.supplier.id == row_.buyer.id && wrong_.empty()) fail("/buyer_id", "sells_to_itself");
    take_lines();
    take_vouchers(kept);
    row_.state = row_.other_side().on_platform ? RegistrationState::submitted : RegistrationState::confirmed;
    if (!wrong_.empty()) {
      auto refusal = Error::unprocessable("registration_refused", "the registration cannot be taken as it is");
      refusal.fields = std::move(wrong_);
      return refusal;
    }
    return std::move(row_);
  }

 private:
  void fail(std::string pointer, std::string code, std::string detail = {}) {
    wrong_.push_back({std::move(pointer), std::move(code), std::move(detail)});
  }

  void take_buyer(const identity::Organisation& party, const std::string& at) {
    row_.buyer = {party.id, true, party.name, party.uscc};
    row_.buyer_division = party.region;
    const auto kind = buyer_kind_of(party.kind);
    if (!kind) return fail(at, "not_a_buyer");
    row_.buyer_kind = *kind;
    if (!is_within(party.region, kGuangdong)) fail(at, "not_in_guangdong");
  }

  void take_supplier(const identity::Organisation& party, const std::string& at) {
    row_.supplier = {party.id, true, party.name, party.uscc};
    row_.registration_county = party.region;
    if (!is_supplier(party.kind)) fail(at, "not_a_supplier");
  }

  // Of a side that is named either by id or by its code.
  bool names_one(bool by_id, bool by_code, const char* id, const char* code) {
    if (by_id == by_code) fail(by_id ? code : id, by_id ? "not_expected" : "required");
    return by_id != by_code;
  }
  void expect_none(bool given, const char* at) {
    if (given) fail(at, "not_expected", "it is the caller");
  }
  std::optional<identity::Organisation> active(OrganisationId id, const char* at) {
    auto party = store::find_party(tx_, id);
    if (party && party->status == identity::OrganisationStatus::active) return party;
    fail(at, "party_not_found");
    return std::nullopt;
  }
  bool is_outside(const std::string& uscc, const std::string& at) {
    if (!is_valid_uscc(uscc)) {
      fail(at, "invalid_uscc");
    } else if (store::find_active_by_code(tx_, uscc)) {
      fail(at, "on_platform", "name it by its id, so that it can confirm");
    } else {
      return true;
    }
    return false;
  }

  void take_seller() {
    expect_none(body_.buyer_id.has_value(), "/buyer_id");
    expect_none(body_.buyer.has_value(), "/buyer");
    if (!names_one(body_.supplier_id.has_value(), body_.seller.has_value(), "/supplier_id", "/seller")) return;
    if (body_.supplier_id) {
      if (const auto party = active(*body_.supplier_id, "/supplier_id")) take_supplier(*party, "/supplier_id");
      return;
    }
    const auto& seller = *body_.seller;
    if (!is_outside(seller.uscc, "/seller/uscc")) return;
    if (!find_division(seller.registration_county.str())) fail("/seller/registration_county", "unknown_division");
    row_.supplier = {outside_party(seller.uscc.str()), false, seller.name, seller.uscc};
    row_.registration_county = seller.registration_county;
  }

  void take_purchaser() {
    expect_none(body_.supplier_id.has_value(), "/supplier_id");
    expect_none(body_.seller.has_value(), "/seller");
    if (!names_one(body_.buyer_id.has_value(), body_.buyer.has_value(), "/buyer_id", "/buyer")) return;
    if (body_.buyer_id) {
      if (const auto party = active(*body_.buyer_id, "/buyer_id")) take_buyer(*party, "/buyer_id");
      return;
    }
    const auto& buyer = *body_.buyer;
    if (!is_outside(buyer.uscc, "/buyer/uscc")) return;
    if (!is_within(buyer.division.str(), kGuangdong)) fail("/buyer/division", "not_in_guangdong");
    row_.buyer = {outside_party(buyer.uscc.str()), false, buyer.name, buyer.uscc};
    row_.buyer_kind = buyer_kind_of(buyer.kind);
    row_.buyer_division = buyer.division;
  }

  void take_lines() {
    std::vector<ProductId> products;
    for (const auto& line : body_.lines) {
      if (line.product_id) products.push_back(*line.product_id);
    }
    // As it stood when the day began.
    const auto goods = store::list_goods(tx_, products, start_of_china_day(body_.purchased_on));
    for (std::size_t i = 0; i < body_.lines.size(); ++i) {
      const auto& line = body_.lines[i];
      const auto at = "/lines/" + std::to_string(i);
      OfflineLineRow out;
      out.line = OrderLineId(make_uuid_v7(tx_.now(), random_));
      out.quantity = line.quantity;
      out.unit = line.unit;
      out.amount = line.amount;
      out.registration_county = row_.registration_county;
      if (line.product_id) {
        const auto known = goods.find(*line.product_id);
        if (known == goods.end() || known->second.supplier != row_.supplier.id) {
          fail(at + "/product_id", "product_not_found");
          continue;
        }
        take_goods(out, *line.product_id, known->second, at);
      } else {
        out.product_name = *line.product_name;
        out.category = *line.category;
        out.production_county = *line.production_county;
        out.raw_material_county = line.raw_material_county.value_or(*line.production_county);
      }
      row_.amount += out.amount;
      row_.lines.push_back(std::move(out));
    }
  }

  void take_goods(OfflineLineRow& out, ProductId product, const store::KnownGoods& goods, const std::string& at) {
    out.product = product;
    out.product_name = goods.name;
    out.category = goods.category;
    out.certified = goods.certified;
    out.production_county = goods.production_county;
    out.raw_material_county = goods.raw_material_county;
    out.registration_county = goods.registration_county;
    if (!is_supported_county(goods.production_county))
      fail(at + "/product_id", "unknown_county", "it is not produced in one of the 29 supported counties");
  }

  void take_vouchers(const std::vector<files::KeptFile>& kept) {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < kept.size(); ++i) {
      const auto& voucher = body_.vouchers[i];
      VoucherRow out;
      out.file = FileId(make_uuid_v7(tx_.now(), random_));
      out.kind = voucher.kind;
      out.dated_on = voucher.dated_on;
      out.amount = voucher.amount;
      if (voucher.invoice_number)
        out.invoice_key = invoice_key(text_of(voucher.invoice_code), voucher.invoice_number->str()).value();
      out.kept = kept[i];
      if (!seen.emplace(out.kept.sha256, i).second) fail("/vouchers/" + std::to_string(i) + "/file", "repeated");
      row_.vouchers.push_back(std::move(out));
    }
  }

  db::Tx& tx_;
  Random& random_;
  const Acting& acting_;
  const RegistrationBody& body_;
  RegistrationRow row_;
  std::vector<FieldError> wrong_;
};

}  // namespace

Result<void> check_body(const RegistrationBody& body, Date today, std::int64_t days_max) {
  return check_submission(facts_of(body), today, days_max);
}

Result<Acting> acting_of(const auth::Principal& caller) {
  if (!caller.organisation) return Error::forbidden();
  if (caller.role == auth::Role::supplier) return Acting{TradeSide::supplier, *caller.organisation};
  if (caller.role != auth::Role::buyer_unit) return Error::forbidden();
  if (!caller.administrator) return Error::forbidden("administrator_required");
  return Acting{TradeSide::buyer, *caller.organisation};
}

Result<RegistrationRow> build_registration(db::Tx& tx, Random& random, const Acting& acting,
                                           const RegistrationBody& body, const std::vector<files::KeptFile>& kept) {
  return Builder(tx, random, acting, body).run(kept);
}

RegistrationRow build_reversal(db::Tx& tx, Random& random, const Acting& acting, const RegistrationRow& old) {
  auto out = old;
  out.id = RegistrationId(make_uuid_v7(tx.now(), random));
  out.kind = RegistrationKind::reversal;
  out.version = 1;
  out.registered_by = acting.side;
  out.both_sides = false;
  out.corrects = old.id;
  out.corrected_by.reset();
  out.vouchers.clear();
  out.submitted_at = tx.now();
  out.state = out.other_side().on_platform ? RegistrationState::submitted : RegistrationState::confirmed;
  return out;
}

Result<void> claim_vouchers(db::Tx& tx, const RegistrationRow& row, const RegistrationScope& scope) {
  std::map<std::string, std::size_t> by_hash;  // locked in the order of their key
  for (std::size_t i = 0; i < row.vouchers.size(); ++i) by_hash.emplace(row.vouchers[i].kept.sha256, i);
  std::vector<FieldError> wrong;
  json::Array others;
  for (const auto& [hash, index] : by_hash) {
    auto holder = store::lock_voucher_claim(tx, hash);
    if (!holder && store::insert_voucher_claim(tx, hash, row.id)) continue;
    if (!holder) holder = store::lock_voucher_claim(tx, hash);
    const auto held = store::find_registration(tx, holder.value(), {});
    if (*holder == row.corrects || !held || has_ended(held->state)) {
      store::move_voucher_claim(tx, hash, *holder, row.id);
      continue;
    }
    wrong.push_back({"/vouchers/" + std::to_string(index) + "/file", "voucher_used", {}});
    if (store::find_registration(tx, *holder, scope)) others.emplace_back(holder->str());
  }
  if (wrong.empty()) return {};
  auto refusal = Error::conflict("voucher_used", "a file stands behind another registration");
  refusal.fields = std::move(wrong);
  if (!others.empty()) return std::move(refusal).with("registrations", std::move(others));
  return refusal;
}

void give_back_vouchers(db::Tx& tx, const RegistrationRow& ended, const RegistrationRow& old) {
  std::vector<std::string> hashes;
  for (const auto& voucher : old.vouchers) hashes.push_back(voucher.kept.sha256);
  std::sort(hashes.begin(), hashes.end());
  for (const auto& hash : hashes) store::move_voucher_claim(tx, hash, ended.id, old.id);
}

}  // namespace shanhai::measurement

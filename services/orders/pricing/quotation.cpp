#include "services/orders/pricing/quotation.hpp"

#include <algorithm>
#include <set>

#include "services/orders/placement/assembly.hpp"
#include "services/orders/pricing/store.hpp"

namespace shanhai::orders {
namespace {

Result<void> check_shape(const QuoteBody& body) {
  std::vector<FieldError> wrong;
  if (body.deliveries.empty() || body.deliveries.size() > kMaxDeliveries)
    wrong.push_back({"/deliveries", "out_of_range", "1 to " + std::to_string(kMaxDeliveries)});
  std::size_t lines = 0;
  for (std::size_t i = 0; i < body.deliveries.size(); ++i) {
    const auto& delivery = body.deliveries[i];
    const auto pointer = "/deliveries/" + std::to_string(i);
    lines += delivery.lines.size();
    if (delivery.address_id.has_value() == delivery.division.has_value())
      wrong.push_back({pointer, "address_or_division", "exactly one of address_id and division"});
    if (delivery.lines.empty() || delivery.lines.size() > kMaxLinesPerDelivery)
      wrong.push_back({pointer + "/lines", "out_of_range", "1 to " + std::to_string(kMaxLinesPerDelivery)});
  }
  if (lines > kMaxLines) wrong.push_back({"/deliveries", "too_many_lines", "at most " + std::to_string(kMaxLines)});
  if (!wrong.empty()) return Error::invalid(std::move(wrong));
  return {};
}

constexpr std::int64_t kMaxUnits = 100'000;  // of anything in one line, as a checkout takes them
constexpr auto kNotForSale = "sku_not_for_sale";
constexpr auto kPriceChanged = "price_changed";
constexpr auto kShort = "insufficient_stock";

// What is there for the basket: units by SKU that has stock of its own, and names by supplier.
struct Shelves {
  Sellable sellable;
  LineConditions conditions;
  std::map<OrganisationId, std::string> suppliers;
};

using Demand = std::map<SkuId, std::int64_t>;

std::vector<SkuId> stocked_skus(const std::vector<BasketLine>& basket) {
  std::set<SkuId> out;
  for (const auto& line : basket) {
    if (line.sku->components.empty()) out.insert(line.sku->sku);
    for (const auto& component : line.sku->components) out.insert(component.sku);
  }
  return {out.begin(), out.end()};
}

// Calls with each SKU of the line that has stock of its own, and how many units of it the line takes.
template <class F>
void each_taken(const BasketLine& line, F call) {
  if (line.sku->components.empty()) call(line.sku->sku, line.quantity);
  for (const auto& component : line.sku->components) call(component.sku, component.quantity * line.quantity);
}

// What all lines take that could be bought otherwise.
Demand demand_of(const std::vector<BasketLine>& basket, const std::vector<QuotedLine>& lines) {
  Demand out;
  for (const auto& line : basket) {
    if (!lines[line.line].problem) each_taken(line, [&](SkuId sku, std::int64_t units) { out[sku] += units; });
  }
  return out;
}

void mark_shortages(const std::vector<BasketLine>& basket, const Sellable& sellable, const Demand& demand,
                    std::vector<QuotedLine>& lines) {
  for (const auto& line : basket) {
    auto& view = lines[line.line];
    if (view.problem) continue;
    each_taken(line, [&](SkuId sku, std::int64_t) {
      if (demand.at(sku) > sellable_of(sellable, sku)) view.problem = kShort;
    });
  }
}

void mark_conditions(const std::vector<BasketLine>& basket, const LineConditions& conditions, const Demand& demand,
                     Instant now, std::vector<QuotedLine>& lines) {
  for (const auto& line : basket) {
    auto& view = lines[line.line];
    each_taken(line, [&](SkuId sku, std::int64_t) {
      const auto condition = conditions.find(sku);
      if (condition == conditions.end()) return;
      view.conditions.push_back(condition->second);
      const auto units = demand.find(sku);
      if (view.problem || units == demand.end()) return;
      const auto refusal = refusal_of(condition->second, units->second, now);
      if (!refusal.empty()) view.problem = refusal;
    });
  }
}

void describe(QuotedLine& view, const SkuVersion& sku) {
  view.product_id = sku.product;
  view.supplier_id = sku.supplier;
  view.name = sku.name;
  view.label = sku.label;
  view.unit = sku.unit;
  view.price_version = sku.version;
}

// `priced` came from a basket whose `line` is the place in `lines`.
void write_prices(std::vector<QuotedLine>& lines, const std::vector<PricedOrder>& priced) {
  for (const auto& order : priced) {
    for (const auto& line : order.lines) {
      auto& view = lines[line.line];
      view.amount += line.amount;
      if (!line.bundle) {
        view.discount = line.discount;
        view.price_step = line.price_step;
        view.unit_price = line.unit_price;
        continue;
      }
      view.price_step = 1;
      view.unit_price = line.bundle->price;
      view.components.push_back({line.sku->sku, line.sku->product, line.sku->supplier, line.sku->name, line.sku->label,
                                 line.sku->unit, line.quantity, line.amount});
    }
  }
  for (auto& view : lines) {
    if (!view.components.empty()) view.discount = *view.unit_price * view.quantity - view.amount;
  }
}

// A changed price is one to tell. To be asked before shortages and conditions are marked: those leave a price, too.
std::vector<BasketLine> priceable(const std::vector<BasketLine>& basket, const std::vector<QuotedLine>& lines) {
  std::vector<BasketLine> out;
  for (const auto& line : basket) {
    const auto& problem = lines[line.line].problem;
    if (!problem || *problem == kPriceChanged) out.push_back(line);
  }
  return out;
}

void judge(const BasketLine& line, const TermsOf& terms, Instant at, bool consumer, QuotedLine& view) {
  const auto carriage = carriage_of(line, terms, at);
  view.deliverable = !line.division.empty() && carriage == Carriage::possible;
  if (carriage != Carriage::possible) view.problem = std::string(code_of(carriage));
  if (consumer && !for_consumers(line)) view.problem = "not_for_consumers";
  const auto& components = line.sku->components;
  const bool too_many = std::any_of(components.begin(), components.end(), [&](const SkuComponent& component) {
    return component.quantity * line.quantity > kMaxUnits;
  });
  if (too_many) view.problem = "too_many_units";
}

QuotedOrder view_of(const PricedOrder& order, std::string supplier_name) {
  QuotedOrder out;
  out.supplier_id = order.supplier;
  out.supplier_name = std::move(supplier_name);
  out.goods = order.goods;
  out.discount = order.discount;
  out.promotion_id = order.promotion;
  if (order.promotion) out.promotion_title = order.promotion_title;
  out.freight = order.freight;
  out.weight_g = order.weight_g;
  out.total = order.total();
  return out;
}

}  // namespace

Task<Result<std::string>> Quotation::division_of(const auth::Principal& caller, const QuoteDelivery& delivery,
                                                 std::size_t at) {
  const auto pointer = "/deliveries/" + std::to_string(at);
  std::string division;
  if (delivery.division) {
    division = delivery.division->str();
  } else {
    const identity::AddressRequest wanted{caller.account, caller.organisation, *delivery.address_id};
    auto address = co_await identity_.delivery_address(wanted);
    if (address.has_error()) {
      auto refusal = address.error();
      refusal.fields.push_back({pointer + "/address_id", refusal.code, {}});
      co_return refusal;
    }
    division = address->division.str();
  }
  if (is_deliverable(division)) co_return division;
  auto refusal = Error::unprocessable("address_outside_guangdong", "goods are delivered to districts of Guangdong");
  refusal.fields.push_back({pointer + (delivery.division ? "/division" : "/address_id"), refusal.code, {}});
  co_return refusal;
}

Task<Result<QuoteView>> Quotation::quote(const auth::Principal& caller, QuoteBody body) {
  SH_CO_CHECK(check_shape(body));
  std::vector<WantedLine> wanted;
  for (std::size_t d = 0; d < body.deliveries.size(); ++d) {
    SH_CO_TRY(const auto division, co_await division_of(caller, body.deliveries[d], d));
    for (const auto& line : body.deliveries[d].lines) {
      wanted.push_back({d, division, line.sku_id, line.quantity.value(), {}});
      if (line.price_version) wanted.back().price_version = line.price_version->value();
    }
  }
  auto view = co_await price(caller, std::move(wanted));
  co_return view;
}

Task<QuoteView> Quotation::price(const auth::Principal& caller, std::vector<WantedLine> wanted, AlsoRead also) {
  const auto buyer = buyer_of(caller);
  const bool consumer = caller.role == auth::Role::consumer;
  QuoteView out;
  out.quoted_at = context_.clock.now();
  auto basket = co_await fill(wanted, out.lines);
  auto suppliers = suppliers_of(basket);
  auto terms = co_await terms_.find(suppliers);
  for (const auto& line : basket) judge(line, terms, out.quoted_at, consumer, out.lines[line.line]);
  const auto stocked = stocked_skus(basket);
  auto read = [stocked, suppliers, buyer, &also](db::Tx& tx) -> Result<Shelves> {
    if (also) also(tx);
    Shelves shelves;
    const auto stocks = store::find_stocks(tx, stocked);
    for (const auto& stock : stocks) shelves.sellable[stock.sku] = stock.sellable();
    shelves.conditions = read_conditions(tx, stocks, buyer);
    shelves.suppliers = store::find_supplier_names(tx, suppliers);
    return shelves;
  };
  auto shelves = co_await context_.database.snapshot(read);
  for (const auto& line : basket) out.lines[line.line].available = available_of(*line.sku, shelves->sellable);
  const auto to_price = priceable(basket, out.lines);
  const auto demand = demand_of(basket, out.lines);
  // As the order writer asks.
  mark_conditions(basket, shelves->conditions, demand, out.quoted_at, out.lines);
  mark_shortages(basket, shelves->sellable, demand, out.lines);
  const auto priced = price_basket(to_price, terms, out.quoted_at);
  write_prices(out.lines, priced);
  for (const auto& order : priced) out.orders.push_back(view_of(order, shelves->suppliers[order.supplier]));
  out.total = total_of(priced);
  out.orderable = !out.lines.empty() && std::none_of(out.lines.begin(), out.lines.end(),
                                                     [](const QuotedLine& line) { return line.problem.has_value(); });
  co_return out;
}

Task<std::vector<BasketLine>> Quotation::fill(const std::vector<WantedLine>& wanted, std::vector<QuotedLine>& lines) {
  std::set<SkuId> skus;
  for (const auto& line : wanted) {
    skus.insert(line.sku);
    QuotedLine view;
    view.address_index = static_cast<std::int64_t>(line.delivery);
    view.sku_id = line.sku;
    view.quantity = line.quantity;
    view.problem = kNotForSale;
    lines.push_back(std::move(view));
  }
  const std::vector<SkuId> listed(skus.begin(), skus.end());
  auto read = [listed](db::Tx& tx) -> Result<std::vector<Listing>> {
    return store::find_listings(tx, listed, tx.now());
  };
  auto listings = co_await context_.database.snapshot(read);
  std::map<SkuId, QuotedSku> current;
  std::vector<QuotedSku> versions;
  for (const auto& listing : listings.value()) {
    if (!listing.for_sale) continue;
    current[listing.sku] = {listing.sku, listing.version};
    versions.push_back({listing.sku, listing.version});
  }
  auto quotes = co_await quotes_.find(std::move(versions));
  std::vector<BasketLine> basket;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& line = wanted[i];
    const auto quoted = current.find(line.sku);
    if (quoted == current.end()) continue;
    const auto& sku = quotes.at(quoted->second);
    describe(lines[i], *sku);
    lines[i].problem.reset();
    if (line.price_version && *line.price_version != sku->version) lines[i].problem = kPriceChanged;
    basket.push_back({line.delivery, i, line.division, sku, line.quantity, {}});
  }
  auto broken = co_await bundles_.open(basket);
  for (const auto at : broken) lines[basket[at].line].problem = kNotForSale;
  for (auto at = broken.rbegin(); at != broken.rend(); ++at)
    basket.erase(basket.begin() + static_cast<std::ptrdiff_t>(*at));
  co_return basket;
}

}  // namespace shanhai::orders

#include "tests/served/access_matrix.hpp"

#include <gtest/gtest.h>

#include "services/catalog/module.hpp"
#include "services/identity/module.hpp"
#include "services/measurement/module.hpp"
#include "services/orders/module.hpp"
#include "services/traceability/module.hpp"

namespace shanhai {
namespace {

using http::Access;

// What anybody may call. Whoever opens another row writes it here.
const std::set<std::string> kOpen{
    // identity
    "/v1/auth/codes",
    "/v1/auth/sessions",
    "/v1/auth/sessions/refresh",
    "/.well-known/jwks.json",
    // catalog
    "/v1/storefront/categories",
    "/v1/storefront/certifications",
    "/v1/storefront/counties",
    "/v1/storefront/products",
    "/v1/storefront/products/{product}",
    "/v1/storefront/suppliers/{supplier}",
    "/v1/certifications/{certification}/objections",
    // orders
    "/v1/payments/wechat-pay/notifications",
    "/v1/storefront-stock/{sku}",
    // traceability
    "/01/{gtin}/10/{lot}",
    "/v1/lots/{lot}/qr",
};

class AccessMatrixTest : public testing::Test {
 protected:
  fixture::Process process_{{{identity::kSchema, identity::make_module},
                             {catalog::kSchema, catalog::make_module},
                             {orders::kSchema, orders::make_module},
                             {traceability::kSchema, traceability::make_module},
                             {measurement::kSchema, measurement::make_module}}};
  fixture::AccessMatrix matrix_{process_};
};

TEST_F(AccessMatrixTest, EveryRowLetsInWhomItNamesAndNobodyElse) {
  for (const auto& row : process_.table().rows()) {
    for (const auto& wrong : matrix_.check_row(row)) ADD_FAILURE() << wrong;
  }
  std::cout << process_.table().rows().size() << " rows, " << matrix_.exchanges() << " exchanges\n";
  EXPECT_GE(process_.table().rows().size(), 60u) << "all five services are here";
}

TEST_F(AccessMatrixTest, OnlyWhatIsListedIsOpen) {
  std::set<std::string> open;
  for (const auto& row : process_.table().rows()) {
    const auto kind = row.access.kind();
    EXPECT_EQ(row.path.starts_with("/internal/"), kind == Access::Kind::internal) << row.path;
    if (kind == Access::Kind::anyone || kind == Access::Kind::optional) open.insert(row.path);
  }
  EXPECT_EQ(open, kOpen);
}

}  // namespace
}  // namespace shanhai

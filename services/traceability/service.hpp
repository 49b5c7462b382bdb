// What traceability answers other services.
#pragma once

#include "common/db/database.hpp"
#include "services/traceability/api.hpp"

namespace shanhai::traceability {

class Service final : public Api {
 public:
  explicit Service(db::Database& database) : database_(database) {}
  Task<Result<LotSoldPage>> lots_sold(LotSoldQuery query) override;
  Task<Result<OwnHouseholds>> own_households(OwnHouseholdsQuery query) override;

 private:
  db::Database& database_;
};

}  // namespace shanhai::traceability

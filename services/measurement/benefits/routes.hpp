// /v1/measurement/benefit-batches and /v1/measurement/benefits
#pragma once

#include "common/http/route.hpp"
#include "services/measurement/benefits/service.hpp"

namespace shanhai::measurement {

class BenefitRoutes {
 public:
  BenefitRoutes(Benefits& benefits, Workers& workers) : benefits_(benefits), workers_(workers) {}
  void mount(http::RouteTable& table);

 private:
  Task<Result<http::Response>> submit(http::Request& request);
  Task<Result<http::Response>> list(http::Request& request);
  Task<Result<http::Response>> get(http::Request& request);
  Task<Result<http::Response>> proof(http::Request& request);
  Task<Result<http::Response>> confirm(http::Request& request);
  Task<Result<http::Response>> refuse(http::Request& request);
  Task<Result<http::Response>> withdraw(http::Request& request);
  Task<Result<http::Response>> report(http::Request& request);
  Task<Result<http::Response>> move(http::Request& request, BenefitAction action);

  Benefits& benefits_;
  Workers& workers_;
};

void register_benefit_texts();

}  // namespace shanhai::measurement

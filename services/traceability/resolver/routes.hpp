// GS1 Digital Links of trade items: what a code leads to, for people and programs (docs/decisions/0022).
#pragma once

#include "common/http/route.hpp"
#include "services/traceability/resolver/answers.hpp"
#include "services/traceability/resolver/digital_link.hpp"
#include "services/traceability/resolver/linkset.hpp"
#include "services/traceability/resolver/service.hpp"

namespace shanhai::traceability {

class ResolverRoutes {
 public:
  // `public_url`: settings server.public_url.
  ResolverRoutes(ResolverService& service, TraceAnswers& answers, std::string public_url);
  void mount(http::RouteTable& table);

 private:
  struct Asked;
  Task<Result<http::Response>> digital_link(http::Request& request);
  Task<Result<http::Response>> description(http::Request& request);

  Task<Result<http::Response>> resolve(const http::Request& request, Asked asked);
  Task<Result<http::Response>> lot(const http::Request& request, Asked asked, std::string lot_number);
  Task<Result<http::Response>> trade_item(const http::Request& request, Asked asked);
  Result<http::Response> redirect(const Asked& asked, const std::vector<LinkedEntity>& entities) const;

  ResolverService& service_;
  TraceAnswers& answers_;
  const std::string root_;
};

}  // namespace shanhai::traceability

// Benefits as the module mounts them.
#pragma once

#include "common/runtime/module.hpp"
#include "services/measurement/benefits/routes.hpp"

namespace shanhai::measurement {

class BenefitPart {
 public:
  BenefitPart(runtime::Resources& resources, Context& context, const Policy& policy)
      : archive_(resources.settings.text("files.directory", ".local/files"), resources.workers, resources.random),
        benefits_(context, archive_, policy),
        routes_(benefits_, resources.workers) {
    register_benefit_texts();
  }
  void connect(runtime::Resources& resources) { benefits_.connect(resources.peers.get<traceability::Api>()); }
  void mount(http::RouteTable& table) { routes_.mount(table); }

 private:
  files::FileArchive archive_;
  Benefits benefits_;
  BenefitRoutes routes_;
};

}  // namespace shanhai::measurement

#include "services/measurement/registrations/part.hpp"

#include "services/measurement/registrations/entries.hpp"
#include "services/measurement/registrations/projection.hpp"
#include "services/measurement/registrations/texts.hpp"

namespace shanhai::measurement {

RegistrationPart::RegistrationPart(runtime::Resources& resources, Context& context, events::EventSource& own_events)
    : context_(context),
      background_(resources.background),
      own_events_(own_events),
      archive_(resources.settings.text("files.directory", ".local/files"), resources.workers, resources.random),
      registrations_(context, archive_),
      limits_(context),
      routes_(registrations_, limits_, resources.workers) {
  register_registration_texts();
}

void RegistrationPart::connect(runtime::Resources& resources) {
  const auto consumer = [this](std::string_view name, events::EventSource& source, events::Consumer::Apply apply) {
    return std::make_unique<events::Consumer>(std::string(name), context_.database, source, std::move(apply),
                                              background_);
  };
  goods_ = consumer(kGoodsConsumer, resources.peers.source_of("catalog"), events::one_by_one(apply_goods));
  counted_ = consumer(kRegistrationsConsumer, own_events_, apply_registration_events);
}

void RegistrationPart::start() {
  goods_->start();
  counted_->start();
}

}  // namespace shanhai::measurement

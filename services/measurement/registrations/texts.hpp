// What the errors of registrations and limits say.
#pragma once

namespace shanhai::measurement {

void register_registration_texts();

}  // namespace shanhai::measurement

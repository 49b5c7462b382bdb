// Registrations as they are shown.
#pragma once

#include "services/measurement/registrations/store.hpp"

namespace shanhai::measurement {

// `scope`: of the reader, who learns of another registration only where it may see that one.
RegistrationView view_registration(db::Tx& tx, const RegistrationRow& row, const RegistrationScope& scope);

// invalid query/cursor.
Result<RegistrationId> before_of(const RegistrationQuery& query);
// `rows` holds one more than `size` where there is a next page.
RegistrationPage page_of(std::vector<RegistrationRow> rows, std::int64_t size);

}  // namespace shanhai::measurement

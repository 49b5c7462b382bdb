// Texts for people: messages sent, titles of problems.
#pragma once

#include <span>
#include <string_view>

#include "common/notifications/notifications.hpp"

namespace shanhai::identity {

inline constexpr std::string_view kOneTimeCode = "identity.one_time_code";                     // {code}, {minutes}
inline constexpr std::string_view kOrganisationApproved = "identity.organisation_approved";    // {name}
inline constexpr std::string_view kOrganisationRefused = "identity.organisation_refused";      // {name}, {reason}
inline constexpr std::string_view kOrganisationSuspended = "identity.organisation_suspended";  // {name}, {reason}

std::span<const notifications::Template> message_templates();
void register_problem_texts();

}  // namespace shanhai::identity

// What enqueue() seals and the Sender opens: contexts, and what the table's columns hold.
#pragma once

#include "common/notifications/notifications.hpp"

namespace shanhai::notifications {

inline constexpr std::size_t kSealedRecipientMax = 512;
inline constexpr std::size_t kSealedParametersMax = 4096;

std::string recipient_context(NotificationId id);
std::string parameters_context(NotificationId id);

}  // namespace shanhai::notifications

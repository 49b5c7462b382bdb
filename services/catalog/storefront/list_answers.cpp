#include "services/catalog/storefront/list_answers.hpp"

#include <mutex>

namespace shanhai::catalog {
namespace {

constexpr std::size_t kBytesMax = 4 << 20;

}  // namespace

Prepared ListAnswers::Answer::choose(std::string_view if_none_match) const {
  return !if_none_match.empty() && matches(if_none_match, tags) ? not_modified : body;
}

std::optional<ListAnswers::Answer> ListAnswers::find(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  const auto found = answers_.find(key);
  if (found == answers_.end()) return std::nullopt;
  return found->second;
}

void ListAnswers::keep(std::string key, const Answer& answer) {
  const auto size = key.size() + answer.body->size() + answer.not_modified->size();
  if (bytes_ + size > kBytesMax) return;  // most often, where many ask different things: nobody waits then
  const std::unique_lock lock(mutex_);
  if (bytes_ + size > kBytesMax) return;
  if (answers_.emplace(std::move(key), answer).second) bytes_ += size;
}

}  // namespace shanhai::catalog

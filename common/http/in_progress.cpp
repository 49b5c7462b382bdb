#include "common/http/in_progress.hpp"

#include <utility>

namespace shanhai::http {

InProgress& InProgress::of_process() {
  static InProgress instance;
  return instance;
}

InProgress::Claim::Claim(InProgress& owner, std::string scope) : scope_(std::move(scope)) {
  const std::lock_guard lock(owner.mutex_);
  if (owner.scopes_.insert(scope_).second) owner_ = &owner;
}

InProgress::Claim::Claim(Claim&& other) noexcept
    : owner_(std::exchange(other.owner_, nullptr)), scope_(std::move(other.scope_)) {}

InProgress::Claim& InProgress::Claim::operator=(Claim&& other) noexcept {
  if (this != &other) {
    release();
    owner_ = std::exchange(other.owner_, nullptr);
    scope_ = std::move(other.scope_);
  }
  return *this;
}

InProgress::Claim::~Claim() { release(); }

void InProgress::Claim::release() {
  if (!owner_) return;
  const std::lock_guard lock(owner_->mutex_);
  owner_->scopes_.erase(scope_);
  owner_ = nullptr;
}

}  // namespace shanhai::http

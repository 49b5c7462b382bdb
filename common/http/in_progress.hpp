// Which idempotent requests this process is working on right now, so that a second one with the same key is told at
// once.
#pragma once

#include <mutex>
#include <string>
#include <unordered_set>

namespace shanhai::http {

class InProgress {
 public:
  // Holds a scope until destroyed.
  class Claim {
   public:
    Claim() = default;
    Claim(InProgress& owner, std::string scope);
    Claim(Claim&& other) noexcept;
    Claim& operator=(Claim&& other) noexcept;
    ~Claim();
    explicit operator bool() const { return owner_ != nullptr; }  // false: somebody else holds it

   private:
    void release();
    InProgress* owner_ = nullptr;
    std::string scope_;
  };

  // One for the process: a request and its repetition may come through different listeners.
  static InProgress& of_process();

 private:
  std::mutex mutex_;
  std::unordered_set<std::string> scopes_;
};

}  // namespace shanhai::http

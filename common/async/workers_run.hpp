// The template half of workers.hpp. Include that.
#pragma once

#include "common/async/workers.hpp"
#include "common/base/error.hpp"

namespace shanhai {

namespace detail {
// void results travel as a byte, so that one completion signature serves both.
struct Nothing {};
template <class T>
using Stored = std::conditional_t<std::is_void_v<T>, Nothing, T>;
}  // namespace detail

template <class F>
Task<std::invoke_result_t<F&, std::size_t>> Workers::run(F f) {
  using R = std::invoke_result_t<F&, std::size_t>;
  using Outcome = std::pair<std::exception_ptr, std::optional<detail::Stored<R>>>;
  // One heap cell for the outcome: the handler only carries a pointer (large completion arguments trip GCC 12).
  auto cell = std::make_shared<Outcome>();
  auto initiate = [this, cell](auto handler, F work) {
    auto executor = asio::get_associated_executor(handler);
    auto guard = asio::make_work_guard(executor);
    using Handler = decltype(handler);
    auto shared = std::make_shared<Handler>(std::move(handler));
    auto finish = [shared, cell, guard]() mutable {
      auto target = guard.get_executor();
      asio::post(target, [shared]() mutable { std::move (*shared)(); });
      guard.reset();
    };
    const bool accepted =
        try_post([cell, finish, work = std::make_shared<F>(std::move(work))](std::size_t worker) mutable {
          try {
            if constexpr (std::is_void_v<R>) {
              (*work)(worker);
              cell->second.emplace();
            } else {
              cell->second.emplace((*work)(worker));
            }
          } catch (...) {
            cell->first = std::current_exception();
          }
          work.reset();  // its captures end here, on the worker, before the caller goes on
          finish();
        });
    if (!accepted) {
      cell->first = std::make_exception_ptr(Unavailable("worker queue is full"));
      finish();
    }
  };
  co_await asio::async_initiate<const UseTask, void()>(std::move(initiate), use_task, std::move(f));
  if (cell->first) std::rethrow_exception(cell->first);
  if constexpr (!std::is_void_v<R>) co_return std::move(*cell->second);
}

}  // namespace shanhai

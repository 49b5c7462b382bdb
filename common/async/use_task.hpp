// The completion token of all awaiting: Asio's use_awaitable, and with it the current CallContext. What was current
// when a coroutine began to wait is current again when it goes on. Include task.hpp, not this.
#pragma once

#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "common/async/call_context.hpp"

namespace shanhai {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

struct UseTask : asio::use_awaitable_t<Executor> {};
inline constexpr UseTask use_task{};

namespace detail {

template <class Handler>
struct CarryingHandler {
  Handler handler;
  CallContextPtr context;

  template <class... Args>
  void operator()(Args&&... args) {
    const CallScope scope(std::move(context));
    std::move(handler)(std::forward<Args>(args)...);
  }
};

template <class Initiation>
struct CarryingInitiation {
  Initiation initiation;

  template <class Handler, class... Args>
  void operator()(Handler&& handler, Args&&... args) && {
    using Carrying = CarryingHandler<std::decay_t<Handler>>;
    std::move(initiation)(Carrying{std::forward<Handler>(handler), take_current_call()}, std::forward<Args>(args)...);
  }
};

}  // namespace detail
}  // namespace shanhai

template <class Signature>
class boost::asio::async_result<shanhai::UseTask, Signature>
    : public async_result<use_awaitable_t<shanhai::Executor>, Signature> {
  using Base = async_result<use_awaitable_t<shanhai::Executor>, Signature>;

 public:
  template <class Initiation, class... Args>
  static auto initiate(Initiation initiation, shanhai::UseTask token, Args... args) {
    return Base::initiate(shanhai::detail::CarryingInitiation<Initiation>{std::move(initiation)},
                          static_cast<use_awaitable_t<shanhai::Executor>>(token), std::move(args)...);
  }
};

// Executor, allocator and cancellation are the carried handler's.
template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, shanhai::detail::CarryingHandler<Handler>, Default>
    : Associator<Handler, Default> {
  using Carrying = shanhai::detail::CarryingHandler<Handler>;
  static auto get(const Carrying& carrying) noexcept { return Associator<Handler, Default>::get(carrying.handler); }
  static auto get(const Carrying& carrying, const Default& fallback) noexcept {
    return Associator<Handler, Default>::get(carrying.handler, fallback);
  }
};

// Coroutines of the edges: HTTP handlers, clients, service methods, background loops.
//
// Every Task runs on one io_context, which one thread runs; nothing of it needs a lock. Blocking work goes to workers
// (async/workers.hpp, db/database.hpp). No capturing lambda may be a coroutine: its captures die before its body ends.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace shanhai {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

template <class T = void>
using Task = asio::awaitable<T, Executor>;

inline constexpr asio::use_awaitable_t<Executor> use_task{};

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Waits on the calling coroutine's io_context.
Task<> sleep_for(std::chrono::milliseconds duration);

}  // namespace shanhai

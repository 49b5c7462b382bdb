// Coroutines of the edges: HTTP handlers, clients, service methods, background loops.
//
// Every Task runs on one io_context, which one thread runs; nothing of it needs a lock. Blocking work goes to workers
// (async/workers.hpp, db/database.hpp). Operations are awaited with `use_task` (async/use_task.hpp). No capturing
// lambda may be a coroutine: its captures die before its body ends.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <chrono>

#include "common/async/use_task.hpp"

namespace shanhai {

template <class T = void>
using Task = asio::awaitable<T, Executor>;

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Waits on the calling coroutine's io_context.
Task<> sleep_for(std::chrono::milliseconds duration);

}  // namespace shanhai

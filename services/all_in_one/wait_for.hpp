// Runs a coroutine to its end on this thread, for commands.
#pragma once

#include <boost/asio/use_future.hpp>
#include <future>

#include "common/async/task.hpp"

namespace shanhai {

template <class T>
T wait_for(Task<T> task) {
  asio::io_context context(1);
  auto result = asio::co_spawn(context.get_executor(), std::move(task), asio::use_future);
  context.run();
  return result.get();
}

}  // namespace shanhai

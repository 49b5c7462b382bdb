// Buyers who place order after order over HTTP, each on a connection of its own, and keep what they were told.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace shanhai::load {

struct LoadPlan {
  std::vector<unsigned short> ports;  // of 127.0.0.1; connections are spread over them in turn
  std::size_t connections = 1;
  std::chrono::milliseconds time{1000};
  std::vector<std::string> tokens;  // access tokens of consumers, used in turn
  std::vector<std::string> skus;    // each order is one unit of one of them, drawn at random
  std::uint64_t seed = 1;
};

// What the server acknowledged: 201 came back whole.
struct Acknowledgement {
  std::string key;     // Idempotency-Key
  std::string answer;  // JSON
};

struct LoadResult {
  std::vector<Acknowledgement> acknowledged;
  std::size_t in_time = 0;            // of them, those that came before the time was over
  std::vector<double> milliseconds;   // of each of these, from the first byte sent to the last one read
  std::vector<std::string> refusals;  // status and body of anything else
};

// Every connection waits for its answer before it sends again; what is under way when the time is over is waited for.
// Throws std::runtime_error: a connection broke or did not answer within 30 s.
LoadResult place_orders(const LoadPlan& plan);

}  // namespace shanhai::load

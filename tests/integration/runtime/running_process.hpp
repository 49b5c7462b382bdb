// serve() on a thread of the test, and what it logs.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/http/client.hpp"
#include "common/json/json.hpp"
#include "common/runtime/module.hpp"

namespace shanhai::runtime {

// The log of the whole test process, line by line, while it lives.
class CapturedLog {
 public:
  CapturedLog();
  ~CapturedLog();
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  // The n-th line of that event, waited for; a failure of the test and null when it does not come.
  json::Value wait_for(const std::string& event, std::size_t nth = 1);
  std::vector<json::Value> all(const std::string& event);

 private:
  void read();
  std::vector<json::Value> found(const std::string& event) const;

  int ends_[2] = {-1, -1};
  std::mutex mutex_;
  std::condition_variable grown_;
  std::vector<json::Value> lines_;
  std::string rest_;
  std::thread reader_;
};

// A settings file in a directory of its own.
class SettingsFile {
 public:
  SettingsFile();
  ~SettingsFile();
  SettingsFile(const SettingsFile&) = delete;
  SettingsFile& operator=(const SettingsFile&) = delete;

  // Dotted keys; what a process needs is there already: listens on free ports, random secrets, no Redis, no database.
  void set(const std::string& key, const std::string& value);
  void remove(const std::string& key);
  std::string write();  // gives its path

 private:
  std::filesystem::path directory_;
  std::map<std::string, std::string> values_;
};

// Serves until end(). One line "runtime.listening" must be awaited before a signal is sent.
class RunningProcess {
 public:
  RunningProcess(const std::string& settings_path, BuildModules build);
  int exit_code();  // waits

 private:
  std::future<int> result_;
};

void send_signal(int signal);  // to this process

struct Answer {
  int status = 0;
  std::string body;
  std::string retry_after;
};
// Throws Unavailable when nobody answers.
Answer get(unsigned short port, const std::string& path, const std::string& token = {});

}  // namespace shanhai::runtime

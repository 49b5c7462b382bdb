// HTTP/1.1 client for other services and payment channels. Connections are kept per calling io_context; https verifies
// the peer.
#pragma once

#include <memory>

#include "common/async/task.hpp"
#include "common/http/message.hpp"

namespace shanhai::http {

struct ClientRequest {
    Method method = Method::get;
    std::string url;  // absolute
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::chrono::milliseconds timeout{5000};  // absolute, from the call to the last byte
};

struct ClientResponse {
    int status = 0;
    Headers headers;
    std::string body;
};

class Client {
 public:
    Client();
    ~Client();
    // Throws Unavailable when there was no complete answer (refused, reset, timed out, malformed). Idempotent methods
    // are sent again once if a kept connection turned out to be closed.
    Task<ClientResponse> send(ClientRequest request);

 private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Calls to another service's internal API: base URL, token, trace and deadline headers, problem+json back into Error.
class ServiceClient {
 public:
    ServiceClient(Client& client, std::string base_url, std::string token)
        : client_(client), base_url_(std::move(base_url)), token_(std::move(token)) {}

    template <class Reply, class Body>
    Task<Result<Reply>> post(std::string path, const Body& body) {
        auto text = json::print(body);
        auto answer = co_await exchange(Method::post, std::move(path), std::move(text));
        if (answer.has_error()) co_return std::move(answer).error();
        co_return json::parse<Reply>(*answer);
    }
    template <class Reply>
    Task<Result<Reply>> get(std::string path, std::chrono::milliseconds timeout = std::chrono::milliseconds(5000)) {
        auto answer = co_await exchange(Method::get, std::move(path), {}, timeout);
        if (answer.has_error()) co_return std::move(answer).error();
        co_return json::parse<Reply>(*answer);
    }

 private:
    Task<Result<std::string>> exchange(Method method, std::string path, std::string body,
                                       std::chrono::milliseconds timeout = std::chrono::milliseconds(5000));
    Client& client_;
    std::string base_url_, token_;
};

}  // namespace shanhai::http

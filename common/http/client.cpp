#include "common/http/client.hpp"

#include "common/http/client_caller.hpp"

namespace shanhai::http {

struct Client::Impl {
  Caller caller;
};

Client::Client(const std::string& ca_file) : impl_(new Impl{Caller({ca_file})}) {}

Client::~Client() = default;

Task<ClientResponse> Client::send(ClientRequest request) { return impl_->caller.send(std::move(request)); }

}  // namespace shanhai::http

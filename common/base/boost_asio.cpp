// Boost.Asio, compiled here once.
#include <boost/asio/impl/src.hpp>

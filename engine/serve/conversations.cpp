#include "engine/serve/conversations.h"

namespace tocsin::serve {
namespace {

boost::asio::awaitable<Response> ingest(Request& request, Serving& serving) {
  return serving.ingest.answer(request);
}

}  // namespace

Conversation conversation_of(Operation operation) {
  switch (operation) {
    case Operation::ingest:
      return ingest;
    default:
      return nullptr;
  }
}

}  // namespace tocsin::serve

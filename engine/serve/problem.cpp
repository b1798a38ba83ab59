#include "engine/serve/problem.h"

#include "engine/json_writer.h"

namespace tocsin::serve {

std::string_view status_title(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    case 202:
      return "Accepted";
    case 428:
      return "Precondition Required";
    case 501:
      return "Not Implemented";
    default:
      return "Error";
  }
}

Response gone_response(std::string_view request_id) {
  return problem_response({499, "gone", "the connection was closed, so the work was stopped"},
                          request_id);
}

Response problem_response(const Problem& problem, std::string_view request_id) {
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json; charset=utf-8";
  JsonWriter json(response.body);
  json.begin_object().field("type", "urn:tocsin:problem:" + std::string(problem.code));
  json.field("title", status_title(problem.status)).field("status", problem.status);
  json.field("code", problem.code).field_if("detail", problem.detail);
  json.field("request", request_id);
  if (!problem.more.empty()) response.body.append(",").append(problem.more);
  json.end_object();
  response.body += '\n';
  return response;
}

}  // namespace tocsin::serve

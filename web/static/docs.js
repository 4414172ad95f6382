"use strict";

const target = document.getElementById("swagger-ui");

SwaggerUIBundle({
  domNode: target,
  url: target.dataset.document,
  deepLinking: true,
  tryItOutEnabled: true,
  // Without this, the page would send the document to a validator on another host.
  validatorUrl: null,
});

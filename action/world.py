"""The clients that can spend money, made from the inputs once the sender's rights are known."""

from __future__ import annotations

import importlib
import os
import threading

from action.inputs import Inputs
from codeonfly.adapters.openai_model import OpenAIModel
from codeonfly.errors import UserError
from codeonfly.ports import SandboxHost
from codeonfly.settings import Settings


def import_sdk() -> None:
    """Begins to import the model's SDK beside the calls to GitHub: half a second nobody has to wait for."""
    threading.Thread(target=importlib.import_module, args=("openai",), daemon=True).start()


def make_model(inputs: Inputs, settings: Settings) -> OpenAIModel:
    """The model behind OPENAI_API_KEY. Raises UserError when there is no key."""
    if not inputs.openai_key:
        raise UserError(
            "OPENAI_API_KEY is not set; pass the key of your model's vendor, from a secret, as openai-api-key"
        )
    models = dict.fromkeys([settings.model, *(seat.model for seat in settings.council if seat.model)])
    return OpenAIModel(
        inputs.openai_key,
        base_url=inputs.openai_base_url or None,
        api=settings.api,
        prices=settings.prices,
        models=tuple(models),
    )


def make_host(inputs: Inputs, settings: Settings) -> SandboxHost:
    """E2B, or the runner itself where that is asked for in so many words. Raises UserError."""
    if settings.sandbox == "local":
        from codeonfly.localbox.host import local_host
        from codeonfly.localbox.server import Options

        return local_host(Options(environ=os.environ, permitted=settings.private_egress))
    if not inputs.e2b_key:
        raise UserError(
            "E2B_API_KEY is not set; pass it as e2b-api-key, or set sandbox to local to use the runner"
        )
    from codeonfly.adapters.e2b_sandbox import E2BHost

    return E2BHost(
        inputs.e2b_key,
        domain=inputs.e2b_domain or None,
        api_url=inputs.e2b_api_url or None,
        sandbox_url=inputs.e2b_sandbox_url or None,
    )

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class OwnProviders(DefaultSocialAccountAdapter):
    pass
